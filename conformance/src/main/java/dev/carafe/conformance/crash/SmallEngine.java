package dev.carafe.conformance.crash;

import dev.carafe.conformance.harness.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A dist tree whose resident engine has next to no memory; one-shot engines have the usual. */
final class SmallEngine {

    private SmallEngine() {}

    /** Makes the tree, of links where it can be; answers its client. */
    static Path distribution(Lab lab) {
        Path runtime = lab.settings().runtime();
        try {
            Path whole = runtime.toRealPath().resolve("../../lib/carafe").normalize();
            Path client = lab.subdirectory("small/bin").resolve("carafe");
            Path lib = lab.subdirectory("small/lib/carafe");
            Files.copy(runtime, client);
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(whole)) {
                for (Path entry : entries) {
                    Files.createSymbolicLink(lib.resolve(entry.getFileName()), entry);
                }
            }
            Path arguments = lib.resolve("resident.args");
            String usual = Files.readString(arguments);
            Files.delete(arguments);
            Files.writeString(
                    arguments,
                    usual.replaceAll("(?m)^-Xm[sxn].*$", "").replaceFirst("^", "-Xmx20m\n"));
            return client;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
