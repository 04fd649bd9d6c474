package dev.carafe.seccomp;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Programs by what they were compiled from. What cannot be read or kept is compiled again: no
 * failure of a cache is one of the command.
 */
interface FilterCache {
    /**
     * A program that was put.
     *
     * @param debug told why one that is there is not taken
     */
    Optional<byte[]> get(FilterKey key, Consumer<String> debug);

    /**
     * Keeps a program.
     *
     * @param debug told why it is not kept
     */
    void put(FilterKey key, byte[] program, Consumer<String> debug);
}
