package dev.carafe.spec.read;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Prints how long a read takes: the first one, and the median once warm. Not a test, since figures
 * depend on the machine; run its main method.
 */
final class WarmReadTime {

    private static final int WARM_UP = 20_000;
    private static final int SAMPLES = 5_000;

    private WarmReadTime() {}

    /** Reads {@code runc spec}'s file, or the files named by the arguments. */
    public static void main(String[] arguments) throws Exception {
        byte[] json =
                Files.readAllBytes(
                        arguments.length > 0
                                ? Path.of(arguments[0])
                                : TestFiles.path("runc/spec.json"));
        long start = System.nanoTime();
        ConfigReader.read(json);
        System.out.printf("first: %.1f ms%n", (System.nanoTime() - start) / 1e6);
        for (int i = 0; i < WARM_UP; i++) {
            ConfigReader.read(json);
        }
        long[] nanos = new long[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            long before = System.nanoTime();
            ConfigReader.read(json);
            nanos[i] = System.nanoTime() - before;
        }
        Arrays.sort(nanos);
        System.out.printf("warm median: %.3f ms%n", nanos[SAMPLES / 2] / 1e6);
    }
}
