package dev.carafe.linux;

/**
 * Flags of open(2) with the numbers of asm-generic/fcntl.h; those that differ on arm64 are not
 * here.
 */
public final class OpenFlags {
    public static final int READ_ONLY = 0;
    public static final int WRITE_ONLY = 1;
    public static final int READ_WRITE = 2;
    public static final int CREATE = 0100;
    public static final int EXCLUSIVE = 0200;
    public static final int NON_BLOCKING = 04000;
    public static final int CLOSE_ON_EXEC = 02000000;

    private OpenFlags() {}
}
