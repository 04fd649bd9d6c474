package dev.carafe.lifecycle;

import dev.carafe.linux.ProcessReference;
import java.util.ArrayList;
import java.util.List;

/** What concerns the client's process: who it is, and what it can be told to run later. */
final class Invocations {
    private Invocations() {}

    /** The client's process. */
    static ProcessReference clientOf(Site site) {
        int pid = site.client().invocation().pid();
        return ProcessReference.of(pid)
                .orElseThrow(() ->
                        new ClientLostException(
                                "client %d is gone".formatted(pid),
                                new IllegalStateException("no such process")));
    }

    /** The argv of another command with the same global flags. */
    static List<String> of(Site site, String... words) {
        List<String> argv = new ArrayList<>(site.self());
        argv.addAll(List.of(words));
        return argv;
    }
}
