package dev.carafe.conformance.e2e;

import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;

/**
 * A process that counts in its memory, so that one that was restored is told from one that began
 * again.
 */
final class Counter {

    /** A file is made once; without it, the count goes on from where it was or not at all. */
    static final String SCRIPT =
            "[ ! -e /tmp/begun ] || exit 9; touch /tmp/begun; i=0;"
                    + " while :; do i=$((i+1)); echo $i >/tmp/next; mv /tmp/next /tmp/count; sleep 0.05; done";

    private Counter() {}

    /** Waits until it has counted so far; answers how far it is. */
    static int await(Lab lab, ContainerEngine engine, int least) {
        Poll.until("the count of " + least, () -> read(lab, engine) >= least);
        return read(lab, engine);
    }

    private static int read(Lab lab, ContainerEngine engine) {
        String text = engine.exec(lab, "cat", "/tmp/count").out().strip();
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }
}
