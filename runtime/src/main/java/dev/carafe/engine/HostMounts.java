package dev.carafe.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether an engine sees the host's mounts, or a container's or some other private ones. */
final class HostMounts {
    private HostMounts() {}

    /**
     * Whether the mount namespace is that of pid 1; where that is not for us to see, whether the
     * user namespace is the initial one, for one who makes the former without privilege makes the
     * latter first.
     */
    static boolean areOwn(Path proc) throws IOException {
        String own = Files.readSymbolicLink(proc.resolve("self/ns/mnt")).toString();
        try {
            return Files.readSymbolicLink(proc.resolve("1/ns/mnt")).toString().equals(own);
        } catch (IOException e) {
            String map = Files.readString(proc.resolve("self/uid_map"));
            return map.strip().matches("0\\s+0\\s+4294967295");
        }
    }
}
