package dev.carafe.conformance.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;

/** A root filesystem of one static busybox and links to it. */
final class Rootfs {

    private static final List<Path> BUSYBOX =
            List.of(
                    Path.of("/bin/busybox"),
                    Path.of("/usr/bin/busybox"),
                    Path.of("/bin/busybox-static"));

    private static final List<String> APPLETS =
            List.of(
                    ("[ awk basename cat chmod chown chroot cmp cp cut date dd df dirname du echo env expr false find free"
                                    + " grep head hostname id ifconfig ip kill ln ls mkdir mkfifo mknod mount mv"
                                    + " nc nproc od pidof ps pwd readlink realpath rm rmdir sed seq setsid sh sleep sort stat"
                                    + " stty sync tail tee test timeout touch tr true tty umount uname uniq usleep wc which"
                                    + " whoami xargs yes")
                            .split(" ", -1));

    private Rootfs() {}

    static void copyTo(Path target) throws IOException {
        for (String directory :
                List.of("bin", "dev", "etc", "home", "proc", "root", "sys", "tmp", "usr", "var")) {
            Files.createDirectories(target.resolve(directory));
        }
        Files.copy(busybox(), target.resolve("bin/busybox"));
        executable(target.resolve("bin/busybox"));
        for (String applet : APPLETS) {
            Files.createSymbolicLink(target.resolve("bin").resolve(applet), Path.of("busybox"));
        }
        Files.writeString(
                target.resolve("etc/passwd"),
                "root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000:alice:/home/alice:/bin/sh\n");
        Files.writeString(target.resolve("etc/group"), "root:x:0:\nalice:x:1000:\n");
    }

    /** A program or script of this package's resources, written out once per run. */
    static synchronized Path helper(String name) {
        Path file = LabExtension.base().resolve(name);
        if (Files.exists(file)) {
            return file;
        }
        try (InputStream content =
                Objects.requireNonNull(Rootfs.class.getResourceAsStream(name), name)) {
            Files.copy(content, file);
            return executable(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path executable(Path file) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path busybox() {
        return BUSYBOX.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException(
                                "no busybox in " + BUSYBOX + ": install busybox-static"));
    }
}
