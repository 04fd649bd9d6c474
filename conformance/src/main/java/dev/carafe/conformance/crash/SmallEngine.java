package dev.carafe.conformance.crash;

import dev.carafe.conformance.harness.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A dist tree whose resident engine has next to no memory; one-shot engines have the usual. */
final class SmallEngine {

    private SmallEngine() {}

    /** Makes the tree; answers its client. */
    static Path distribution(Lab lab) {
        Distribution tree = Distribution.of(lab, "small");
        try {
            Path arguments = tree.lib().resolve("resident.args");
            String usual = Files.readString(arguments);
            Files.delete(arguments);
            Files.writeString(
                    arguments,
                    usual.replaceAll("(?m)^-Xm[sxn].*$", "").replaceFirst("^", "-Xmx20m\n"));
            return tree.client();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
