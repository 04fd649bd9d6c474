package dev.carafe.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Leaks;
import dev.carafe.conformance.harness.Poll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a crash may leave: nothing. */
final class Remains {

    private Remains() {}

    /** Nothing is there, once those who clean up had their time. */
    static void assertNone(Lab lab) {
        List<String> all = new ArrayList<>();
        Poll.within(
                lab.settings().scaled(Duration.ofSeconds(5)),
                () -> {
                    all.clear();
                    all.addAll(Leaks.find(lab));
                    return all.isEmpty();
                });
        assertThat(all).isEmpty();
    }

    /** A container of that id can be made, and be deleted. */
    static void assertIdWorks(Bundle bundle) {
        bundle.boot().delete("--force").ok();
    }
}
