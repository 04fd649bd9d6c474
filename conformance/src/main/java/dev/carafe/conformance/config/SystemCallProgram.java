package dev.carafe.conformance.config;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carafe.conformance.harness.Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A program that makes one system call and leaves with its error number, 0 for none: a static ELF
 * file of two dozen instructions, so that nothing but that call, execve and exit is made.
 */
public final class SystemCallProgram {
    static final String PATH = "/bin/call";

    static final int MKDIR = 83;
    static final int GETPID = 39;
    public static final int FLOCK = 73;

    /** No kernel has so many. */
    static final int FUTURE = 900;

    /** getpid of 32-bit x86. */
    static final int X86_GETPID = 20;

    private static final int BASE = 0x400000;
    private static final int HEADERS = 64 + 56;
    private static final int EXIT = 60;

    private SystemCallProgram() {}

    /** Makes the container's process one that makes this call. */
    static Bundle in(Bundle bundle, int number) {
        ByteBuffer code = code();
        code.put((byte) 0xb8).putInt(number); // mov eax, number
        code.put((byte) 0x0f).put((byte) 0x05); // syscall
        return in(bundle, code);
    }

    /** Puts one that makes this call with these arguments beside what the container runs. */
    public static void put(Bundle bundle, int number, int first, int second) {
        ByteBuffer code = code();
        code.clear();
        code.put((byte) 0xbf).putInt(first); // mov edi, first
        code.put((byte) 0xbe).putInt(second); // mov esi, second
        code.put((byte) 0xb8).putInt(number);
        code.put((byte) 0x0f).put((byte) 0x05);
        write(bundle, code);
    }

    /** Makes the container's process one that makes a call as 32-bit programs do. */
    static Bundle in32(Bundle bundle, int number) {
        ByteBuffer code = code();
        code.put((byte) 0xb8).putInt(number);
        code.put((byte) 0xcd).put((byte) 0x80); // int 0x80
        return in(bundle, code);
    }

    private static ByteBuffer code() {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "needs x86_64");
        return ByteBuffer.allocate(64)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {0x31, (byte) 0xff}) // xor edi, edi
                .put(new byte[] {0x31, (byte) 0xf6}); // xor esi, esi
    }

    private static Bundle in(Bundle bundle, ByteBuffer code) {
        write(bundle, code);
        return bundle.args(PATH);
    }

    private static void write(Bundle bundle, ByteBuffer code) {
        code.put(new byte[] {0x31, (byte) 0xff}); // xor edi, edi
        code.put(new byte[] {(byte) 0x85, (byte) 0xc0}); // test eax, eax
        code.put(new byte[] {0x79, 0x04}); // jns over the next two
        code.put(new byte[] {(byte) 0xf7, (byte) 0xd8}); // neg eax
        code.put(new byte[] {(byte) 0x89, (byte) 0xc7}); // mov edi, eax
        code.put((byte) 0xb8).putInt(EXIT);
        code.put((byte) 0x0f).put((byte) 0x05);
        Path file = bundle.rootfs().resolve(PATH.substring(1));
        try {
            Files.write(file, elf(code));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** One segment with all of the file; elf(5). */
    private static byte[] elf(ByteBuffer code) {
        int size = HEADERS + code.position();
        ByteBuffer elf = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
        elf.putShort((short) 2).putShort((short) 62).putInt(1); // executable, x86_64
        elf.putLong(BASE + HEADERS).putLong(64).putLong(0).putInt(0); // entry, segments at
        elf.putShort((short) 64).putShort((short) 56).putShort((short) 1); // sizes, one segment
        elf.putShort((short) 64).putShort((short) 0).putShort((short) 0);
        elf.putInt(1).putInt(5).putLong(0).putLong(BASE).putLong(BASE); // loaded, r-x
        elf.putLong(size).putLong(size).putLong(0x1000);
        return elf.put(code.flip()).array();
    }
}
