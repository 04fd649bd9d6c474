package dev.carafe.conformance.cgroup;

import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A container's scope, as systemd and the kernel show it.
 *
 * @param lab the test's
 * @param slice that it goes into, on the top level
 * @param name of the container in it
 */
record Unit(Lab lab, String slice, String name) {

    private static final String PREFIX = "lab";

    Unit(Lab lab) {
        this(lab, "system.slice", lab.id());
    }

    /** The scope's name. */
    String scope() {
        return PREFIX + "-" + name + ".scope";
    }

    /** A patch of config.json that puts the container here with these resources. */
    String patch(String resources) {
        return "{\"linux\":{\"cgroupsPath\":\"%s:%s:%s\",\"resources\":%s}}"
                .formatted(slice, PREFIX, name, resources);
    }

    /**
     * A device node of config.json that anybody may open, as far as the rules for devices let him.
     */
    static String device(String name, int minor) {
        return "{\"path\":\"/dev/%s\",\"type\":\"c\",\"major\":10,\"minor\":%d,\"fileMode\":438}"
                .formatted(name, minor);
    }

    /** What systemd says of a property. */
    String show(String property) {
        return lab.host("systemctl", "show", "--value", "--property", property, scope())
                .run()
                .ok()
                .out()
                .strip();
    }

    boolean isActive() {
        return show("ActiveState").equals("active");
    }

    /** The scope's directory, with version 1 in systemd's own hierarchy; systemd tells where. */
    Path directory() {
        return Path.of("/sys/fs/cgroup", Host.unified() ? "" : "systemd", show("ControlGroup"));
    }

    /** What a file of it holds. */
    String read(String file) throws IOException {
        return Files.readString(directory().resolve(file)).strip();
    }
}
