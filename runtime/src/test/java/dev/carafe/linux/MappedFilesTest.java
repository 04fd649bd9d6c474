package dev.carafe.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MappedFilesTest {
    private static final String FILE = " 00000000 fe:00 12345                      /usr/lib/a.so";
    private static final String NO_FILE = " 00000000 00:00 0 ";

    private static List<String> mapping(String permissions, String file, int ownKibibytes) {
        return List.of(
                "7f3447400000-7f3447401000 " + permissions + file,
                "Size:                  4 kB",
                "Rss:                   4 kB",
                "Anonymous:      %8d kB".formatted(ownKibibytes),
                "AnonHugePages:         0 kB",
                "VmFlags: rd mr mw me sd ");
    }

    private static List<MappedFiles.Range> unchanged(List<String> lines) {
        return MappedFiles.unchanged(lines);
    }

    @Test
    void codeAndConstantsOfFiles() {
        MappedFiles.Range range = new MappedFiles.Range(0x7f3447400000L, 0x7f3447401000L);
        assertThat(unchanged(mapping("r-xp", FILE, 0))).containsExactly(range);
        assertThat(unchanged(mapping("r--p", FILE, 0))).containsExactly(range);
        assertThat(unchanged(mapping("r--s", FILE, 0))).containsExactly(range);
    }

    @Test
    void relocatedConstantsAreKept() {
        assertThat(unchanged(mapping("r--p", FILE, 4))).isEmpty();
    }

    @Test
    void whatCanBeWrittenIsKept() {
        assertThat(unchanged(mapping("rw-p", FILE, 0))).isEmpty();
        assertThat(unchanged(mapping("rwxp", FILE, 0))).isEmpty();
    }

    @Test
    void memoryWithoutFileIsKept() {
        assertThat(unchanged(mapping("r--p", NO_FILE, 0))).isEmpty();
        assertThat(unchanged(mapping("r-xp", NO_FILE + "                 [vdso]", 0))).isEmpty();
    }

    @Test
    void aMappingsFiguresAreItsOwn() {
        List<String> lines =
                Stream.of(
                                mapping("r--p", FILE, 4),
                                mapping("rw-p", FILE, 0),
                                mapping("r-xp", FILE, 0))
                        .flatMap(List::stream)
                        .toList();
        assertThat(unchanged(lines)).hasSize(1);
    }
}
