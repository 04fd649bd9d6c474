package dev.carafe.plan;

import dev.carafe.spec.Rlimit;
import java.util.List;

/** {@code process.rlimits}. */
final class Rlimits {
    private static final String POINTER = "/process/rlimits";

    private final Context context;

    Rlimits(Context context) {
        this.context = context;
    }

    /**
     * Sets the limits: init itself just before it becomes the user, or from outside where init's
     * user namespace leaves it without the right to raise a limit. From outside that is late, when
     * init needs no descriptors, memory or processes any more.
     */
    void add(List<Rlimit> rlimits) {
        for (int i = 0; i < rlimits.size(); i++) {
            Rlimit limit = rlimits.get(i);
            String pointer = Pointers.at(POINTER, i);
            int resource = limit.type().number();
            if (context.hasUserNamespace()) {
                context.program()
                        .add(
                                Phase.LATE,
                                new CloneOperation.SetInitRlimit(
                                        resource, limit.soft(), limit.hard()),
                                pointer);
            } else {
                context.program()
                        .init(
                                new ProcessOperation.SetRlimit(
                                        resource, limit.soft(), limit.hard()),
                                pointer);
            }
        }
    }
}
