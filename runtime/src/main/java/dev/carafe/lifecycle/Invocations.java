package dev.carafe.lifecycle;

import java.util.ArrayList;
import java.util.List;

/** What the client can be told to run later. */
final class Invocations {
    private Invocations() {}

    /** The argv of another command with the same global flags. */
    static List<String> of(Site site, String... words) {
        List<String> argv = new ArrayList<>(site.self());
        argv.addAll(List.of(words));
        return argv;
    }
}
