package dev.carafe.conformance.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Leaks;
import dev.carafe.conformance.harness.Result;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code carafe check} finds before what create and start would find, and changes nothing. */
@Tag("carafe")
@Conformance
class CheckTest {

    private static Result check(Lab lab, Bundle bundle, String... options) {
        List<String> words = new ArrayList<>(List.of("check"));
        words.addAll(List.of(options));
        words.add("--bundle");
        words.add(bundle.directory().toString());
        return lab.runtime(words.toArray(String[]::new)).run();
    }

    @Test
    void bundleThatRunsIsFine(Lab lab) {
        Bundle bundle = lab.bundle().write();
        assertThat(check(lab, bundle).ok().out()).startsWith("this host can run it");
        assertThat(Leaks.stateFiles(lab)).isEmpty();
        lab.runtime("run", "--bundle", bundle.directory().toString(), lab.id()).run().ok();
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce(Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .args("no-such-program")
                        .mount("/from", "bind", "/no/such/source", "rbind")
                        .merge(
                                """
                                {"process":{"cwd":"/nowhere"},
                                 "hooks":{"prestart":[{"path":"/no/such/hook"}]},
                                 "linux":{"netDevices":{"nosuchdevice0":{}},
                                          "resources":{"unified":{"nosuch":"1"}}}}\
                                """)
                        .write();
        JsonNode found = Json.parse(check(lab, bundle, "--format", "json").exited(1).out());
        assertThat(found.path("valid").asBoolean()).isTrue();
        assertThat(found.path("runs").asBoolean()).isFalse();
        List<String> pointers = new ArrayList<>();
        for (JsonNode problem : found.path("problems")) {
            assertThat(problem.path("severity").asString()).isIn("error", "warning");
            assertThat(problem.path("line").asInt()).isPositive();
            pointers.add(problem.path("pointer").asString());
        }
        assertThat(pointers)
                .contains(
                        "/process/args/0",
                        "/mounts/6",
                        "/process/cwd",
                        "/hooks/prestart/0",
                        "/linux/netDevices/nosuchdevice0",
                        "/linux/resources/unified/nosuch");
    }

    @Test
    void invalidConfigurationIsToldWithEveryPlace(Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .merge("{\"hostname\":7,\"process\":{\"cwd\":\"here\",\"args\":3}}")
                        .write();
        assertThat(check(lab, bundle).exited(1).out())
                .contains(": /hostname: ", ": /process/args: ", "is not valid");
    }

    @Test
    void missingBundleIsAnError(Lab lab) {
        lab.runtime("check", "--bundle", "/nonexistent").run().exited(1).refused("no such file");
    }

    @Test
    void programIsLookedForAsInitDoes(Lab lab) {
        Bundle bundle =
                lab.bundle().args("sh").merge("{\"process\":{\"env\":[\"PATH=/nowhere\"]}}");
        assertThat(check(lab, bundle.write()).exited(1).out())
                .contains("executable file not found in $PATH");
        bundle.merge("{\"process\":{\"env\":[]}}");
        check(lab, bundle.write()).ok();
    }

    @Test
    void itNeedsNoPrivilegesAndSaysWhatDoes(Lab lab) {
        Host.needProgram("/usr/bin/setpriv");
        Bundle bundle = lab.bundle().write();
        Result result =
                lab.runtime("check", "--bundle", bundle.directory().toString())
                        .via(
                                "/usr/bin/setpriv",
                                "--reuid",
                                "65534",
                                "--regid",
                                "65534",
                                "--clear-groups")
                        .with("CARAFE_ENGINE", "oneshot")
                        .run()
                        .exited(1);
        assertThat(result.out()).contains("without a user namespace only root can run it");
    }
}
