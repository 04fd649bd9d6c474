package dev.carafe.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InvocationTest {
    private static final int PID = 42;

    private static Invocation invocation(Map<String, String> env, String cwd) {
        return new Invocation(List.of("carafe"), env, cwd, PID, 0, 0, 0, 3, 022);
    }

    private static int listenDescriptors(Map<String, String> env) {
        return invocation(env, "/").listenDescriptors();
    }

    @Test
    void relativePathsAreTakenFromTheWorkingDirectory() {
        Invocation here = invocation(Map.of(), "/here");
        assertThat(here.path("")).isEqualTo(Path.of("/here"));
        assertThat(here.path("bundle")).isEqualTo(Path.of("/here/bundle"));
        assertThat(here.path("/bundle")).isEqualTo(Path.of("/bundle"));
    }

    @Test
    void aWorkingDirectoryWhoseNameIsNotTextMattersToRelativePathsOnly() {
        Invocation odd = invocation(Map.of(), "/\uDCFF");
        assertThat(odd.path("/bundle")).isEqualTo(Path.of("/bundle"));
        assertThatThrownBy(() -> odd.path("bundle"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("is not UTF-8");
    }

    @Test
    void aWorkingDirectoryThatIsGoneMattersToRelativePathsOnly() {
        // There is no such process's directory, and of a removed one there is no name either.
        Invocation gone =
                new Invocation(List.of("carafe"), Map.of(), "/proc/-1/cwd", -1, 0, 0, 0, 3, 022);
        assertThat(gone.path("/bundle")).isEqualTo(Path.of("/bundle"));
        assertThatThrownBy(() -> gone.path(""))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("the working directory is gone: ");
    }

    @Test
    void socketsOfActivationAreThoseThatAreMeantForThisProcess() {
        assertThat(listenDescriptors(Map.of("LISTEN_PID", "42", "LISTEN_FDS", "2"))).isEqualTo(2);
        assertThat(listenDescriptors(Map.of("LISTEN_PID", "41", "LISTEN_FDS", "2"))).isZero();
        assertThat(listenDescriptors(Map.of("LISTEN_FDS", "2"))).isZero();
    }

    @Test
    void whatIsNoCountOfSocketsCountsAsNone() {
        assertThat(listenDescriptors(Map.of("LISTEN_PID", "42"))).isZero();
        assertThat(listenDescriptors(Map.of("LISTEN_PID", "42", "LISTEN_FDS", "x"))).isZero();
        assertThat(listenDescriptors(Map.of("LISTEN_PID", "42", "LISTEN_FDS", "-1"))).isZero();
    }
}
