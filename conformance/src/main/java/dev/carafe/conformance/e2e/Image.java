package dev.carafe.conformance.e2e;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An image of a static busybox, in the form that {@code docker save} writes and every engine reads.
 */
final class Image {

    /** The image's name once it is loaded. */
    static final String NAME = "localhost/e2e:1";

    /** A program in it that stays for long, for containers that hold a pod's namespaces. */
    static final String PAUSE = "/bin/pause";

    private Image() {}

    /** Makes the archive in a lab. */
    static Path archive(Lab lab) {
        Bundle bundle = lab.bundle("image", lab.id());
        Path rootfs = bundle.rootfs();
        Path directory = bundle.directory();
        pause(rootfs.resolve(PAUSE.substring(1)));
        lab.host("tar", "-C", rootfs.toString(), "-cf", directory + "/layer.tar", ".").run().ok();
        String config =
                """
                {"architecture":"amd64","os":"linux",
                 "config":{"Cmd":["/bin/sh"],"Env":["PATH=/bin"]},
                 "rootfs":{"type":"layers","diff_ids":[%s]}}
                """
                        .formatted(Json.text("sha256:" + digest(directory.resolve("layer.tar"))));
        String manifest =
                """
                [{"Config":"image.json","RepoTags":[%s],"Layers":["layer.tar"]}]
                """
                        .formatted(Json.text(NAME));
        try {
            Files.writeString(directory.resolve("image.json"), config);
            Files.writeString(directory.resolve("manifest.json"), manifest);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Path archive = lab.directory().resolve("image.tar");
        lab.host(
                        "tar",
                        "-C",
                        directory.toString(),
                        "-cf",
                        archive.toString(),
                        "manifest.json",
                        "image.json",
                        "layer.tar")
                .run()
                .ok();
        return archive;
    }

    private static void pause(Path program) {
        try {
            Files.writeString(program, "#!/bin/sh\nexec sleep 1000\n");
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String digest(Path file) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(Files.readAllBytes(file)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
