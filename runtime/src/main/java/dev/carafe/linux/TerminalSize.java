package dev.carafe.linux;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How large a terminal is, in characters.
 *
 * @param rows its height
 * @param columns its width
 */
public record TerminalSize(int rows, int columns) {
    /** asm-generic/ioctls.h: gives {@code struct winsize}. */
    private static final long TIOCGWINSZ = 0x5413;

    /** O_NOCTTY of asm-generic/fcntl.h, the same on x86-64, arm64 and riscv64. */
    private static final int NO_CONTROLLING_TERMINAL = 0400;

    /**
     * That of a terminal, such as {@code /proc/PID/fd/1}; empty for what is none, or knows no size.
     */
    public static Optional<TerminalSize> of(Path terminal) {
        int flags =
                OpenFlags.READ_ONLY
                        | OpenFlags.NON_BLOCKING
                        | OpenFlags.CLOSE_ON_EXEC
                        | NO_CONTROLLING_TERMINAL;
        try (Descriptor descriptor = Descriptor.open(terminal, flags, 0)) {
            short[] size = new short[4];
            if (Native.calls().ioctl(descriptor.number(), TIOCGWINSZ, size) < 0
                    || size[0] <= 0
                    || size[1] <= 0) {
                return Optional.empty();
            }
            return Optional.of(new TerminalSize(size[0], size[1]));
        } catch (KernelException e) {
            return Optional.empty();
        }
    }
}
