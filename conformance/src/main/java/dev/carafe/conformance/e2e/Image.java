package dev.carafe.conformance.e2e;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An image of a static busybox, in the form that {@code docker save} writes and every engine reads.
 */
final class Image {

    /** The image's name once it is loaded. */
    static final String NAME = "localhost/e2e:1";

    /**
     * An image of the same files whose process stays, for containers that hold a pod's namespaces.
     */
    static final String PAUSE = "localhost/pause:1";

    private Image() {}

    /** Makes the archive in a lab. */
    static Path archive(Lab lab) {
        Bundle bundle = lab.bundle("image", lab.id());
        Path rootfs = bundle.rootfs();
        Path directory = bundle.directory();
        lab.host("tar", "-C", rootfs.toString(), "-cf", directory + "/layer.tar", ".").run().ok();
        String digest = digest(directory.resolve("layer.tar"));
        String manifest =
                """
                [{"Config":"image.json","RepoTags":[%s],"Layers":["layer.tar"]},
                 {"Config":"pause.json","RepoTags":[%s],"Layers":["layer.tar"]}]
                """
                        .formatted(Json.text(NAME), Json.text(PAUSE));
        try {
            Files.writeString(directory.resolve("image.json"), configuration(digest, "/bin/sh"));
            Files.writeString(
                    directory.resolve("pause.json"),
                    configuration(digest, "/bin/sleep", "1000000"));
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
                        "pause.json",
                        "layer.tar")
                .run()
                .ok();
        return archive;
    }

    private static String configuration(String digest, String... command) {
        return """
        {"architecture":"amd64","os":"linux","config":{"Cmd":%s,"Env":["PATH=/bin"]},
         "rootfs":{"type":"layers","diff_ids":[%s]}}
        """
                .formatted(Json.text(command), Json.text("sha256:" + digest));
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
