package dev.carafe.seccomp;

import static dev.carafe.linux.SeccompFlags.LOG;
import static dev.carafe.linux.SeccompFlags.NEW_LISTENER;
import static dev.carafe.linux.SeccompFlags.SPEC_ALLOW;
import static dev.carafe.linux.SeccompFlags.TSYNC;
import static dev.carafe.linux.SeccompFlags.WAIT_KILLABLE_RECV;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.linux.SeccompFlags;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.seccomp.Seccomp;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FilterFlagsTest {
    private final List<Problem> problems = new ArrayList<>();

    private static Seccomp profile(String... flags) throws Exception {
        String list =
                flags.length == 0
                        ? ""
                        : "\"SECCOMP_FILTER_FLAG_"
                                + String.join("\", \"SECCOMP_FILTER_FLAG_", flags)
                                + "\"";
        return Profiles.read(
                """
                {"defaultAction": "SCMP_ACT_ALLOW", "flags": [%s]}
                """
                        .formatted(list));
    }

    private int flags(boolean notifies, boolean known, String... names) throws Exception {
        return FilterFlags.of(profile(names), notifies, flags -> known, problems::add);
    }

    @Test
    void withoutFlagsSpeculationIsAllowedAsInRunc() throws Exception {
        Seccomp silent = Profiles.read("{\"defaultAction\": \"SCMP_ACT_ALLOW\"}");

        assertThat(FilterFlags.of(silent, false, f -> true, problems::add)).isEqualTo(SPEC_ALLOW);
        assertThat(flags(false, true)).isZero();
    }

    @Test
    void flagsAreTheListedOnes() throws Exception {
        assertThat(flags(false, true, "LOG", "TSYNC", "SPEC_ALLOW"))
                .isEqualTo(LOG | TSYNC | SPEC_ALLOW);
        assertThat(problems).isEmpty();
    }

    @Test
    void listenerTakesTheFlagsThatGoWithIt() throws Exception {
        assertThat(flags(true, true, "LOG", "TSYNC", "WAIT_KILLABLE_RECV"))
                .isEqualTo(LOG | NEW_LISTENER | WAIT_KILLABLE_RECV);
        assertThat(problems).isEmpty();
    }

    @Test
    void waitFlagWithoutAListenerIsAProblem() throws Exception {
        flags(false, true, "LOG", "WAIT_KILLABLE_RECV");

        assertThat(problems).extracting(Problem::pointer).containsExactly("/linux/seccomp/flags/1");
    }

    @Test
    void flagThatTheKernelDoesNotKnowIsAProblem() throws Exception {
        flags(true, false, "WAIT_KILLABLE_RECV");

        assertThat(problems.getFirst().message()).contains("Linux 5.19");
    }

    @Test
    void kernelIsAskedWithoutLoadingAnything() {
        assertThat(SeccompFlags.areKnown(LOG | SPEC_ALLOW)).isTrue();
        assertThat(SeccompFlags.areKnown(1 << 30)).isFalse();
        // What the kernel says of flags that do not go together.
        assertThat(SeccompFlags.areKnown(WAIT_KILLABLE_RECV)).isFalse();
    }
}
