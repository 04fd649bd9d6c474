package dev.carafe.conformance.harness;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What the suite runs on.
 *
 * @param runtime the runtime's binary ({@code carafe.runtime})
 * @param name its name in reports ({@code carafe.name}; the file's name by default)
 * @param timeScale how much slower this machine is than a usual one ({@code carafe.timescale})
 */
public record Settings(Path runtime, String name, int timeScale) {

    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(20);

    /** The settings of this JVM's system properties. */
    public static Settings fromProperties() {
        String path = System.getProperty("carafe.runtime");
        if (path == null) {
            throw new IllegalStateException("no runtime: set -Dcarafe.runtime=PATH");
        }
        Path runtime = Path.of(path).toAbsolutePath();
        return new Settings(
                runtime,
                System.getProperty("carafe.name", String.valueOf(runtime.getFileName())),
                Integer.getInteger("carafe.timescale", 1));
    }

    /** Whether system calls are denied to the suite and all it starts ({@code carafe.denied}). */
    static boolean callsAreDenied() {
        return !System.getProperty("carafe.denied", "").isEmpty();
    }

    /** The time after which a command counts as hanging. */
    public Duration commandLimit() {
        return scaled(COMMAND_LIMIT);
    }

    /** A time limit of a usual machine, on this one. */
    public Duration scaled(Duration usual) {
        return usual.multipliedBy(timeScale);
    }
}
