package dev.carafe.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.carafe.lifecycle.LaunchFailure.Kind;
import dev.carafe.linux.Errno;
import dev.carafe.linux.KernelException;
import dev.carafe.spec.error.Problem;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrorDetailTest {
    @Test
    void whatInitReportsIsTakenApart() {
        assertThat(ErrorDetail.of(new LaunchFailure(3, Kind.ERRNO, 13, "openat2: /x: y")).fields())
                .containsExactly(
                        entry("syscall", "openat2"),
                        entry("target", "/x: y"),
                        entry("errno", "EACCES"));
    }

    @Test
    void aSearchInPathIsNoSystemCall() {
        assertThat(ErrorDetail.of(new LaunchFailure(3, Kind.ERRNO, 2, "exec: sh")).fields())
                .containsExactly(entry("target", "sh"), entry("errno", "ENOENT"));
    }

    @Test
    void anExitCodeIsNoErrorNumber() {
        assertThat(ErrorDetail.of(new LaunchFailure(3, Kind.EXIT, 2, "rm: gone")).fields())
                .isEmpty();
        assertThat(ErrorDetail.of(new LaunchFailure(3, Kind.UNSAFE, 0, "no directory")).fields())
                .isEmpty();
    }

    @Test
    void theHintAndThePlaceAreFieldsOfTheirOwn() {
        ErrorDetail detail =
                ErrorDetail.of(new LaunchFailure(3, Kind.ERRNO, 1, "fsmount: proc"))
                        .at(new ErrorPlace("/b/config.json", "/mounts/3", 41))
                        .in("new_mount")
                        .hint("do this");

        assertThat(detail.fields())
                .containsExactly(
                        entry("file", "/b/config.json"),
                        entry("pointer", "/mounts/3"),
                        entry("line", 41),
                        entry("operation", "new_mount"),
                        entry("syscall", "fsmount"),
                        entry("target", "proc"),
                        entry("errno", "EPERM"),
                        entry("hint", "do this"));
    }

    @Test
    void exceptionsOfTheKernelAndOfTheFileSystemAreTakenApart() {
        assertThat(ErrorDetail.of(new KernelException("pidfd_open", "7", Errno.ENOSYS)).fields())
                .containsEntry("syscall", "pidfd_open")
                .containsEntry("target", "7")
                .containsEntry("errno", "ENOSYS")
                .containsKey("hint");
        assertThat(
                        ErrorDetail.of(new UncheckedIOException(new NoSuchFileException("/gone")))
                                .fields())
                .containsExactly(entry("target", "/gone"), entry("errno", "ENOENT"));
        assertThat(ErrorDetail.of(new IllegalStateException("bug")).fields()).isEmpty();
    }

    @Test
    void everyProblemOfAConfigurationHasItsPlace() {
        Map<String, Object> fields =
                ErrorDetail.of(
                                Path.of("/b/config.json"),
                                List.of(
                                        new Problem("/a", "is wrong", 2),
                                        new Problem("/b", "is missing", 3)))
                        .fields();

        assertThat(fields)
                .containsEntry("pointer", "/a")
                .containsEntry("line", 2)
                .containsEntry(
                        "problems",
                        List.of(
                                Map.of("pointer", "/a", "line", 2, "msg", "is wrong"),
                                Map.of("pointer", "/b", "line", 3, "msg", "is missing")));
    }

    @Test
    void oneProblemIsNotToldTwice() {
        assertThat(
                        ErrorDetail.of(
                                        Path.of("/b/config.json"),
                                        List.of(new Problem("/a", "is wrong", 2)))
                                .fields())
                .doesNotContainKey("problems");
    }
}
