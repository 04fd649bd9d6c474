package dev.carafe.conformance.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Lab;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code events --format openmetrics}: what containers use, for monitoring systems. */
@Tag("carafe")
@Conformance
class OpenMetricsTest {

    private static List<Exposition.Sample> scrape(Lab lab, String... id) {
        String[] words = new String[3 + id.length];
        words[0] = "events";
        words[1] = "--format";
        words[2] = "openmetrics";
        System.arraycopy(id, 0, words, 3, id.length);
        return Exposition.parse(lab.runtime(words).run().ok().out());
    }

    private static double value(List<Exposition.Sample> samples, String name, String id) {
        return samples.stream()
                .filter(s -> s.name().equals(name) && id.equals(s.labels().get("id")))
                .mapToDouble(Exposition.Sample::value)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " of " + id));
    }

    private static double state(List<Exposition.Sample> samples, String id, String state) {
        return samples.stream()
                .filter(s ->
                        id.equals(s.labels().get("id"))
                                && state.equals(s.labels().get("carafe_container_state")))
                .mapToDouble(Exposition.Sample::value)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no state of " + id));
    }

    @Test
    void allContainersAreInOneExposition(Lab lab) {
        lab.bundle().boot();
        Container created = lab.bundle("other", lab.id("created")).staying().create();
        List<Exposition.Sample> samples = scrape(lab);
        assertThat(value(samples, "carafe_container_cpu_usage_seconds_total", lab.id()))
                .isPositive();
        assertThat(value(samples, "carafe_container_memory_usage_bytes", lab.id())).isPositive();
        assertThat(value(samples, "carafe_container_pids", created.id())).isEqualTo(1);
        assertThat(state(samples, lab.id(), "running")).isEqualTo(1);
        assertThat(state(samples, created.id(), "running")).isZero();
        assertThat(state(samples, created.id(), "created")).isEqualTo(1);
        created.delete("--force").ok();
    }

    @Test
    void namedContainerIsAlone(Lab lab) {
        lab.bundle().boot();
        Container other = lab.bundle("other", lab.id("other")).staying().create();
        assertThat(scrape(lab, lab.id()))
                .isNotEmpty()
                .allMatch(sample -> lab.id().equals(sample.labels().get("id")));
        other.delete("--force").ok();
    }

    @Test
    void limitsAreThoseOfTheContainer(Lab lab) {
        lab.bundle()
                .merge(
                        "{\"linux\":{\"resources\":{\"memory\":{\"limit\":67108864},"
                                + "\"pids\":{\"limit\":17}}}}")
                .boot();
        List<Exposition.Sample> samples = scrape(lab, lab.id());
        assertThat(value(samples, "carafe_container_memory_limit_bytes", lab.id()))
                .isEqualTo(67108864);
        assertThat(value(samples, "carafe_container_pids_limit", lab.id())).isEqualTo(17);
    }

    @Test
    void withoutContainersItIsEmptyAndWhole(Lab lab) {
        assertThat(scrape(lab)).isEmpty();
    }

    @Test
    void whatMakesNoSenseIsRefused(Lab lab) {
        lab.runtime("events", "--format", "openmetrics", lab.id()).run().refused("does not exist");
        lab.runtime("events", "--format", "openmetrics", "--interval", "1s")
                .run()
                .refused("--interval");
        lab.runtime("events", "--format", "text", lab.id()).run().refused("openmetrics");
    }

    /** The parser of this test is not one that takes anything. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "# TYPE a counter\na_total 1\n",
                "# TYPE a counter\na 1\n# EOF\n",
                "# TYPE a counter\na_total -1\n# EOF\n",
                "# TYPE a_seconds gauge\n# UNIT a_seconds bytes\na_seconds 1\n# EOF\n",
                "# TYPE a gauge\na{b=\"c\" 1\n# EOF\n",
                "# TYPE a gauge\na{b=\"\\x\"} 1\n# EOF\n",
                "# TYPE a gauge\na{b=\"c\",} 1\n# EOF\n",
                "# TYPE a gauge\na 1\na 1\n# EOF\n",
                "# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\na 2\n# EOF\n",
                "# TYPE a gauge\na 1\n# TYPE a gauge\n# EOF\n",
                "# TYPE a gauge\na 1\n# HELP a late\n# EOF\n",
                "# TYPE a stateset\na{b=\"c\"} 1\n# EOF\n",
                "a 1\n# EOF\n",
                "\n# EOF\n"
            })
    void brokenExpositionsAreNotTakenByThisTest(String text) {
        assertThatThrownBy(() -> Exposition.parse(text)).isInstanceOf(AssertionError.class);
    }
}
