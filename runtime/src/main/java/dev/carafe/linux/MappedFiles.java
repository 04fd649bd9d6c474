package dev.carafe.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of files that this process has mapped and can only read: its code, the JVM's, and the
 * read-only part of an AOT cache. They are read in again when they are needed, most of them from
 * the page cache.
 */
public final class MappedFiles {
    /** From madvise(2): read in again when it is used. */
    private static final int MADV_DONTNEED = 4;

    /**
     * {@code MADV_NOHUGEPAGE}: where the page cache has large folios, one byte brings 2 MiB back.
     */
    private static final int MADV_NOHUGEPAGE = 15;

    /** A mapping's first line in proc_pid_smaps(5); the last number is its file's inode. */
    private static final Pattern MAPPING =
            Pattern.compile("([0-9a-f]+)-([0-9a-f]+) ([-r])([-w]).. [0-9a-f]+ \\S+ (\\d+) .*");

    /** How much of it is this process's own: changed before it was made read-only, say. */
    private static final Pattern OWN = Pattern.compile("Anonymous: +(\\d+) kB");

    /** Addresses of memory, the end excluded. */
    record Range(long start, long end) {}

    private MappedFiles() {}

    /**
     * Takes them out of this process's memory, where the kernel may then use it for others.
     *
     * @throws IOException when the kernel does not tell what is mapped
     */
    public static void release() throws IOException {
        for (Range range : unchanged(Files.readAllLines(Path.of("/proc/self/smaps")))) {
            // Advice: a refusal, as of a mapping that is gone again, changes nothing.
            long length = range.end() - range.start();
            long _ = Native.calls().madvise(range.start(), length, MADV_NOHUGEPAGE);
            long _ = Native.calls().madvise(range.start(), length, MADV_DONTNEED);
        }
    }

    /** Those of which nothing would be lost, from the lines of proc_pid_smaps(5). */
    static List<Range> unchanged(List<String> lines) {
        List<Range> ranges = new ArrayList<>();
        boolean isReadOnlyFile = false;
        Range range = new Range(0, 0);
        for (String line : lines) {
            Matcher mapping = MAPPING.matcher(line);
            if (mapping.matches()) {
                range = new Range(address(mapping.group(1)), address(mapping.group(2)));
                isReadOnlyFile =
                        mapping.group(3).equals("r")
                                && mapping.group(4).equals("-")
                                && !mapping.group(5).equals("0");
            } else if (isReadOnlyFile) {
                Matcher own = OWN.matcher(line);
                if (own.matches() && own.group(1).equals("0")) {
                    ranges.add(range);
                }
            }
        }
        return ranges;
    }

    private static long address(String hexadecimal) {
        return HexFormat.fromHexDigitsToLong(hexadecimal);
    }
}
