package dev.carafe.spec.rules;

import dev.carafe.spec.NumberList;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.tree.At;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Rules for a process object; config.md, "Process". */
public final class ProcessRules {

    /** {@code struct winsize} has 16 bits for each. */
    private static final int MAX_CONSOLE_SIZE = 65535;

    private ProcessRules() {}

    /**
     * Reports everything that is wrong, as far as a schema cannot tell.
     *
     * @param process the process object
     * @param problems gets each problem
     */
    public static void check(At process, Consumer<Problem> problems) {
        if (process.get("terminal").node().booleanValue(false)) {
            consoleSize(process.get("consoleSize").get("height"), problems);
            consoleSize(process.get("consoleSize").get("width"), problems);
        }
        rlimits(process.get("rlimits"), problems);
        scheduler(process.get("scheduler"), problems);
        At affinity = process.get("execCPUAffinity");
        NumberListRules.check(affinity.get("initial"), NumberList.MAX_CPUS, problems);
        NumberListRules.check(affinity.get("final"), NumberList.MAX_CPUS, problems);
    }

    private static void consoleSize(At size, Consumer<Problem> problems) {
        size.number()
                .ifPresent(number -> {
                    if (number > MAX_CONSOLE_SIZE) {
                        problems.accept(size.problem("must be at most 65535"));
                    }
                });
    }

    private static void rlimits(At rlimits, Consumer<Problem> problems) {
        Map<String, At> seen = new HashMap<>();
        for (At rlimit : rlimits.items()) {
            String type = rlimit.get("type").text();
            At first = seen.putIfAbsent(type, rlimit);
            if (first != null && !type.isEmpty()) {
                problems.accept(
                        rlimit.get("type")
                                .problem("is a second " + type + ", see " + first.pointer()));
            }
            JsonNode soft = rlimit.get("soft").node();
            JsonNode hard = rlimit.get("hard").node();
            boolean comparable = isUnsigned(soft) && isUnsigned(hard);
            if (comparable && soft.bigIntegerValue().compareTo(hard.bigIntegerValue()) > 0) {
                problems.accept(
                        rlimit.get("soft")
                                .problem("is " + soft + ", above the hard limit " + hard));
            }
        }
    }

    private static boolean isUnsigned(JsonNode number) {
        return number.isIntegralNumber() && number.bigIntegerValue().signum() >= 0;
    }

    /** As sched_setattr(2) has it. */
    private static void scheduler(At scheduler, Consumer<Problem> problems) {
        String policy = scheduler.get("policy").text();
        if (policy.isEmpty()) {
            return;
        }
        At nice = scheduler.get("nice");
        boolean usesNice = Set.of("SCHED_OTHER", "SCHED_BATCH").contains(policy);
        nice.number()
                .ifPresent(number -> {
                    if (usesNice && (number < -20 || number > 19)) {
                        problems.accept(nice.problem("must be from -20 to 19"));
                    }
                });
        if (!Set.of("SCHED_FIFO", "SCHED_RR").contains(policy)) {
            mustBeUnset(scheduler.get("priority"), "SCHED_FIFO and SCHED_RR", problems);
        }
        if (!policy.equals("SCHED_DEADLINE")) {
            for (String property : new String[] {"runtime", "deadline", "period"}) {
                mustBeUnset(scheduler.get(property), "SCHED_DEADLINE", problems);
            }
        }
    }

    private static void mustBeUnset(At place, String policies, Consumer<Problem> problems) {
        if (place.exists() && place.number().orElse(1) != 0) {
            problems.accept(place.problem("is only for the policy " + policies));
        }
    }
}
