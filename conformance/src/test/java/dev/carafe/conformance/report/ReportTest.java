package dev.carafe.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.conformance.report.Outcome.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    private static final List<Outcome> RUN =
            List.of(
                    new Outcome("lifecycle.RunTest", "exits [1] 0", Status.PASSED, 0.5, "", ""),
                    new Outcome(
                            "lifecycle.RunTest",
                            "exits [2] 1",
                            Status.FAILED,
                            0.5,
                            "a < b\u0001",
                            "trace"),
                    new Outcome(
                            "config.MountsTest", "bindIsMade", Status.SKIPPED, 0, "needs x", ""),
                    new Outcome(
                            "config.MountsTest",
                            "rootIsKept",
                            Status.KNOWN_FAILURE,
                            0,
                            "too old",
                            "trace"));

    @Test
    void xmlIsReadBackAsItWasWritten(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("TEST-x.xml");
        JunitXml.write(file, "x", RUN);
        assertThat(JunitXml.read(file))
                .extracting(Outcome::status)
                .containsExactlyElementsOf(RUN.stream().map(Outcome::status).toList());
        assertThat(JunitXml.read(file))
                .extracting(Outcome::reason)
                .containsExactly("", "a < b?", "needs x", "too old");
    }

    @Test
    void tapMarksFailuresSkipsAndKnownFailures() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Tap tap = new Tap(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        for (int i = 0; i < RUN.size(); i++) {
            tap.print(i + 1, RUN.get(i));
        }
        tap.finish(RUN);
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("ok 1 - lifecycle.RunTest.exits [1] 0")
                .contains("\nnot ok 2 - ")
                .contains("ok 3 - config.MountsTest.bindIsMade # SKIP needs x")
                .contains("not ok 4 - config.MountsTest.rootIsKept # TODO too old")
                .contains("\n1..4\n");
    }

    @Test
    void matrixShowsTheWorstOfSeveralCases() {
        Map<String, List<Outcome>> runs = new LinkedHashMap<>();
        runs.put("a", RUN);
        runs.put("b", List.of());
        assertThat(Matrix.tables(runs))
                .contains("| exits | **fail** (1 of 2 pass): a < b")
                .contains("| bind is made | skip: needs x |  |")
                .contains("| root is kept | fail: too old |  |");
    }

    @Test
    void reasonListMatchesTheStartOfAText(@TempDir Path directory) throws IOException {
        Path file =
                Files.writeString(directory.resolve("list"), "# comment\n\na.B.c [1] | because\n");
        ReasonList list = ReasonList.read(file);
        assertThat(list.reasonFor("a.B.c [1] x=y")).contains("because");
        assertThat(list.reasonFor("a.B.c [2]")).isEmpty();
    }

    @Test
    void reasonListWantsReasons(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("list"), "a.B.c\n");
        assertThatThrownBy(() -> ReasonList.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a.B.c");
    }
}
