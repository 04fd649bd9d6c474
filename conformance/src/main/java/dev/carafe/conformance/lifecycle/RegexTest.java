package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Lab;
import org.junit.jupiter.api.Test;

/** {@code kill --regex} and {@code delete --regex}, which crun has, and runc has not. */
@Conformance
class RegexTest {

    private static Container booted(Lab lab, String name) {
        return lab.bundle(name, lab.id(name)).boot();
    }

    @Test
    void killReachesEveryMatch(Lab lab) {
        Container one = booted(lab, "web1");
        Container two = booted(lab, "web2");
        Container other = booted(lab, "db");
        lab.runtime("kill", "--regex", "web[0-9]$", "KILL").run().ok();
        one.awaitStatus("stopped");
        two.awaitStatus("stopped");
        assertThat(other.status()).isEqualTo("running");
    }

    @Test
    void deleteRemovesEveryMatch(Lab lab) {
        Container one = booted(lab, "web1");
        Container two = booted(lab, "web2");
        Container other = booted(lab, "db");
        lab.runtime("delete", "--force", "--regex", "web[0-9]$").run().ok();
        one.tryState().refused("does not exist", "no such file");
        two.tryState().refused("does not exist", "no such file");
        assertThat(other.status()).isEqualTo("running");
    }

    @Test
    void noMatchIsNoFailure(Lab lab) {
        Container other = booted(lab, "db");
        lab.runtime("delete", "--force", "--regex", "^none$").run().ok();
        assertThat(other.status()).isEqualTo("running");
    }

    @Test
    void failureOfOneKeepsNoOtherFromIt(Lab lab) {
        Container one = booted(lab, "web1");
        Container two = booted(lab, "web2");
        two.kill("KILL").ok();
        two.awaitStatus("stopped");
        lab.runtime("delete", "--regex", "web[0-9]$").run().refused("web1");
        assertThat(one.status()).isEqualTo("running");
        two.tryState().refused("does not exist", "no such file");
    }

    @Test
    void whatIsNoExpressionIsRefused(Lab lab) {
        Container one = booted(lab, "web1");
        lab.runtime("kill", "--regex", "web[", "KILL").run().refused();
        assertThat(one.status()).isEqualTo("running");
    }
}
