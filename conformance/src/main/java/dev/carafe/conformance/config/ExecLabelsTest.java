package dev.carafe.conformance.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Labels of processes that enter a container later. */
@Tag("vm")
@Conformance
class ExecLabelsTest {

    private static final String[] OWN_LABEL = {"cat", "/proc/self/attr/current"};

    private static Result exec(Lab lab, String flag, String value, String... args) {
        String[] words = new String[args.length + 4];
        words[0] = "exec";
        words[1] = flag;
        words[2] = value;
        words[3] = lab.id();
        System.arraycopy(args, 0, words, 4, args.length);
        return lab.runtime(words).run();
    }

    private static String label(Result result) {
        return result.ok().out().replace("\0", "").strip();
    }

    @Test
    void profileOfTheFlagConfinesTheProcess(Lab lab) {
        String profile = LabelsTest.loadProfile(lab);
        lab.bundle().boot();
        assertThat(label(exec(lab, "--apparmor", profile, OWN_LABEL)))
                .isEqualTo(profile + " (enforce)");
        assertThat(exec(lab, "--apparmor", profile, "cat", "/etc/group").exitCode()).isEqualTo(1);
    }

    @Test
    void profileOfTheContainerConfinesTheProcessToo(Lab lab) {
        String profile = LabelsTest.loadProfile(lab);
        LabelsTest.confined(lab, profile).boot();
        assertThat(label(lab.runtime("exec", lab.id(), OWN_LABEL[0], OWN_LABEL[1]).run()))
                .isEqualTo(profile + " (enforce)");
    }

    @Test
    void profileThatIsNotLoadedFailsExec(Lab lab) {
        LabelsTest.loadProfile(lab);
        lab.bundle().boot();
        exec(lab, "--apparmor", "no-such-profile", "true").refused("apparmor");
    }

    @Test
    void labelOfTheFlagIsTheProcesss(Lab lab) {
        LabelsTest.needDomain();
        lab.bundle().boot();
        assertThat(label(exec(lab, "--process-label", LabelsTest.DOMAIN, OWN_LABEL)))
                .isEqualTo(LabelsTest.DOMAIN);
    }

    @Test
    void labelOfTheContainerIsTheProcesssToo(Lab lab) {
        LabelsTest.needDomain();
        LabelsTest.inDomain(lab).boot();
        assertThat(label(lab.runtime("exec", lab.id(), OWN_LABEL[0], OWN_LABEL[1]).run()))
                .isEqualTo(LabelsTest.DOMAIN);
    }
}
