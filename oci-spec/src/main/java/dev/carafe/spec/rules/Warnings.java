package dev.carafe.spec.rules;

import dev.carafe.spec.Capabilities;
import dev.carafe.spec.Config;
import dev.carafe.spec.Linux;
import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.ProcessSpec;
import dev.carafe.spec.Scheduler;
import dev.carafe.spec.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What is accepted, but ought to be logged as a warning. */
public final class Warnings {

    /** In one warning; Linux has 41 capabilities. */
    private static final int MAX_NAMES = 50;

    private Warnings() {}

    /** The warnings for a valid config, without lines. */
    public static List<Problem> of(Config config) {
        List<Problem> warnings = new ArrayList<>();
        ProcessSpec process = config.process();
        if (process != null && process.capabilities() != null) {
            capabilities(process.capabilities(), warnings);
        }
        for (int i = 0; i < config.mounts().size(); i++) {
            if (!config.mounts().get(i).destination().startsWith("/")) {
                warnings.add(
                        new Problem(
                                "/mounts/" + i + "/destination",
                                "is relative, which is deprecated; it is taken as relative to /"));
            }
        }
        if (process != null && process.scheduler() != null) {
            nice(process.scheduler(), warnings);
        }
        for (String platform : new TreeSet<>(config.otherPlatforms())) {
            warnings.add(
                    new Problem("/" + platform, "is for another platform, and without effect"));
        }
        linux(config.linux(), warnings);
        devices(config, warnings);
        return warnings;
    }

    /** As the kernel's __setscheduler_params, which takes it for these two policies alone. */
    private static void nice(Scheduler scheduler, List<Problem> warnings) {
        boolean usesNice = Set.of("SCHED_OTHER", "SCHED_BATCH").contains(scheduler.policy());
        if (scheduler.nice() != 0 && !usesNice) {
            warnings.add(
                    new Problem(
                            "/process/scheduler/nice",
                            "is without effect with the policy " + scheduler.policy()));
        }
    }

    /** As in runc, a /dev that is bound from elsewhere is taken as it is. */
    private static void devices(Config config, List<Problem> warnings) {
        boolean isBound =
                config.mounts().stream()
                        .anyMatch(
                                mount -> mount.isBind() && mount.destination().matches("/*dev/*"));
        if (isBound && !config.linux().devices().isEmpty()) {
            warnings.add(
                    new Problem(
                            "/linux/devices",
                            "is without effect, since /dev is bound from elsewhere"));
        }
    }

    private static void capabilities(Capabilities capabilities, List<Problem> warnings) {
        if (!capabilities.unknown().isEmpty()) {
            List<String> names = List.copyOf(capabilities.unknown());
            int shown = Math.min(MAX_NAMES, names.size());
            String more =
                    shown == names.size() ? "" : " and %d more".formatted(names.size() - shown);
            warnings.add(
                    new Problem(
                            "/process/capabilities",
                            "ignoring unknown capabilities "
                                    + String.join(", ", names.subList(0, shown))
                                    + more));
        }
    }

    private static void linux(Linux linux, List<Problem> warnings) {
        boolean joinsUser = linux.namespace(NamespaceType.USER).filter(n -> !n.isNew()).isPresent();
        if (joinsUser && !linux.uidMappings().isEmpty()) {
            warnings.add(
                    new Problem(
                            "/linux/uidMappings",
                            "is without effect, since the user namespace is joined by path"));
        }
    }
}
