package dev.carafe.lifecycle;

import dev.carafe.spec.error.SpecException;
import dev.carafe.spec.read.ConfigReader;
import java.nio.file.Path;
import java.util.List;

/** A {@code resources} object of the runtime-spec in a file of its own, or from a pipe. */
public final class ResourcesFile {
    private ResourcesFile() {}

    /**
     * Reads it.
     *
     * @param file absolute path; that of a descriptor of the client's for its standard input
     * @param name what the caller calls it
     * @throws RequestException when it cannot be read
     * @throws BundleException with every problem, when it is not acceptable
     */
    public static LimitChange read(Client client, Path file, String name) {
        ConfigText text =
                new ConfigText(name, CallersFile.read(client, file, ConfigReader.MAX_BYTES));
        try {
            return new LimitChange(
                    ConfigReader.readResources(text.bytes(), name),
                    List.of(),
                    pointer -> text.at(pointer).prefix());
        } catch (SpecException e) {
            throw BundleException.ofProcess(file, text, e);
        }
    }
}
