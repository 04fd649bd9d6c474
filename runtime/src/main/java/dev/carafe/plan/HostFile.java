package dev.carafe.plan;

/**
 * Flags of open(2) for {@code open_file}, with the numbers of asm-generic/fcntl.h. {@code
 * O_DIRECTORY}, which differs between architectures, is not needed: the paths are the engine's own.
 */
final class HostFile {
    static final int READ_ONLY = 0;
    static final int WRITE_ONLY = 1;
    static final int READ_WRITE = 2;
    static final int NON_BLOCKING = 04000;
    static final int PATH = 010000000;

    private HostFile() {}
}
