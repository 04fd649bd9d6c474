package dev.carafe.seccomp;

import static dev.carafe.seccomp.Profiles.conditional;
import static dev.carafe.seccomp.Profiles.rule;
import static dev.carafe.seccomp.Profiles.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.spec.error.Problem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListenerRulesTest {
    private static final String NOTIFY = rule("NOTIFY", "mkdir");

    private static List<String> problems(String defaultAction, String listener, String... rules)
            throws Exception {
        List<Problem> problems = new ArrayList<>();
        ListenerRules.check(
                Profiles.read(
                        """
                        {"defaultAction": "SCMP_ACT_%s", %s "syscalls": [%s]}
                        """
                                .formatted(defaultAction, listener, String.join(",", rules))),
                problems::add);
        return problems.stream().map(Problem::pointer).toList();
    }

    private static List<String> withListener(String defaultAction, String... rules)
            throws Exception {
        return problems(defaultAction, "\"listenerPath\": \"/run/agent.sock\",", rules);
    }

    @Test
    void profileThatNotifiesNobodyNeedsNothing() throws Exception {
        assertThat(problems("ERRNO", "", rule("KILL", "sendmsg"))).isEmpty();
    }

    @Test
    void profileThatNotifiesNeedsAListener() throws Exception {
        assertThat(problems("ALLOW", "", NOTIFY)).containsExactly("/linux/seccomp/listenerPath");
        assertThat(withListener("ALLOW", NOTIFY)).isEmpty();
    }

    @Test
    void notifyIsNoDefault() throws Exception {
        assertThat(withListener("NOTIFY", NOTIFY)).containsExactly("/linux/seccomp/defaultAction");
    }

    @Test
    void handoverMayNotBeAnythingButAllowed() throws Exception {
        assertThat(withListener("ALLOW", rule("NOTIFY", "mkdir", "sendmsg")))
                .containsExactly("/linux/seccomp/syscalls/0/names/1");
        assertThat(withListener("ALLOW", NOTIFY, rule("ERRNO", "sendmsg")))
                .containsExactly("/linux/seccomp/syscalls/1/names/0");
        assertThat(withListener("ALLOW", NOTIFY, rule("TRACE", "sendmsg")))
                .containsExactly("/linux/seccomp/syscalls/1/names/0");
    }

    @Test
    void handoverMustBeAllowed() throws Exception {
        assertThat(withListener("ERRNO", NOTIFY)).containsExactly("/linux/seccomp/syscalls");
        assertThat(
                        withListener(
                                "ERRNO",
                                NOTIFY,
                                conditional("ALLOW", "sendmsg", when(2, "EQ", 0, 0))))
                .containsExactly("/linux/seccomp/syscalls");
        assertThat(withListener("ERRNO", NOTIFY, rule("ALLOW", "sendmsg"))).isEmpty();
        assertThat(withListener("ERRNO", NOTIFY, rule("LOG", "write", "sendmsg"))).isEmpty();
    }

    /** runc cannot do without write, which init does not need. */
    @Test
    void writeMayNotify() throws Exception {
        assertThat(withListener("ALLOW", rule("NOTIFY", "write"))).isEmpty();
    }
}
