package dev.carafe.linux;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * Files of procfs that are read for every caller, while somebody waits: java.nio takes several
 * times as long to open one.
 */
public final class ProcFile {
    /** More than a process's status, so that most are read at once. */
    private static final int USUAL_BYTES = 4096;

    private ProcFile() {}

    /**
     * All of a file.
     *
     * @throws KernelException as of open(2) and read(2); {@code ESRCH} when the process went away
     *     in between
     */
    public static byte[] read(Path file) {
        try (Descriptor opened = Descriptor.open(file, OpenFlags.READ_ONLY, 0)) {
            byte[] content = new byte[USUAL_BYTES];
            int length = 0;
            while (true) {
                int count = opened.read(content, length);
                if (count == 0) {
                    return Arrays.copyOf(content, length);
                }
                length += count;
                if (length == content.length) {
                    content = Arrays.copyOf(content, 2 * length);
                }
            }
        }
    }
}
