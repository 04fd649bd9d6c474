package dev.carafe.conformance.crash;

import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A dist tree of one test's, of links to that of the runtime where it can be.
 *
 * @param client its {@code bin/carafe}
 * @param lib its {@code lib/carafe}
 */
record Distribution(Path client, Path lib) {
    private static final String JAR = "carafe-runtime.jar";

    /** Makes the tree. */
    static Distribution of(Lab lab, String name) {
        Path runtime = lab.settings().runtime();
        try {
            Path whole = runtime.toRealPath().resolve("../../lib/carafe").normalize();
            Path client = lab.subdirectory(name + "/bin").resolve("carafe");
            Path lib = lab.subdirectory(name + "/lib/carafe");
            Programs.copy(runtime, client);
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(whole)) {
                for (Path entry : entries) {
                    Files.createSymbolicLink(lib.resolve(entry.getFileName()), entry);
                }
            }
            return new Distribution(client, lib);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Replaces client, engine and build id by those of another build, each by a rename, as
     * installers do. They differ in nothing but the id, which is as long.
     *
     * @return the id
     */
    String upgrade() {
        try {
            String build = Files.readString(lib.resolve("build-id")).strip();
            // The linker lets other strings of the client be the end of this one.
            int digest = build.indexOf('+') + 1;
            String next = build.substring(0, digest) + "n3xt!!" + build.substring(digest + 6);
            Path jar = lib.resolve(JAR + ".new");
            Files.copy(lib.resolve(JAR), jar);
            try (FileSystem files = FileSystems.newFileSystem(jar)) {
                Path manifest = files.getPath("META-INF/MANIFEST.MF");
                Files.writeString(manifest, Files.readString(manifest).replace(build, next));
            }
            rename(jar, lib.resolve(JAR));
            Path id = Files.writeString(lib.resolve("build-id.new"), next + "\n");
            rename(id, lib.resolve("build-id"));
            Path content = client.resolveSibling("carafe.content");
            Files.copy(client, content, StandardCopyOption.COPY_ATTRIBUTES);
            String bytes = Files.readString(client, StandardCharsets.ISO_8859_1);
            Files.writeString(content, bytes.replace(build, next), StandardCharsets.ISO_8859_1);
            Path binary = client.resolveSibling("carafe.new");
            Programs.copy(content, binary);
            rename(binary, client);
            return next;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
}
