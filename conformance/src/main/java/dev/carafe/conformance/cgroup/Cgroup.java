package dev.carafe.conformance.cgroup;

import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A container's cgroup at {@code /<id>}, as the kernel shows it, under either version. */
record Cgroup(String path) {

    Cgroup(Lab lab) {
        this("/" + lab.id());
    }

    /** A patch of config.json that puts the container here with these resources. */
    String patch(String resources) {
        return "{\"linux\":{\"cgroupsPath\":\"%s\",\"resources\":%s}}".formatted(path, resources);
    }

    /** The directory of a controller: of its own hierarchy in v1, the only one in v2. */
    Path directory(String controller) {
        return Path.of("/sys/fs/cgroup", Host.unified() ? "" : controller, path);
    }

    /** What a file of a v1 controller, or its counterpart in v2, holds. */
    String read(String controller, String v1File, String v2File) throws IOException {
        if (!Host.unified()) {
            Host.needV1(controller);
        }
        return Files.readString(directory(controller).resolve(Host.unified() ? v2File : v1File))
                .strip();
    }
}
