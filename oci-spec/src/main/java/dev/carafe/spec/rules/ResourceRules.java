package dev.carafe.spec.rules;

import dev.carafe.spec.error.Problem;
import dev.carafe.spec.tree.At;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Rules for control group limits; config-linux.md, "Control groups". */
public final class ResourceRules {

    /** The version 1 kernel looks through all of its rules for each that is added. */
    private static final int MAX_DEVICE_RULES = 5000;

    private ResourceRules() {}

    /**
     * Reports everything that is wrong, as far as a schema cannot tell.
     *
     * @param resources the resources object
     * @param problems gets each problem
     */
    public static void check(At resources, Consumer<Problem> problems) {
        At devices = resources.get("devices");
        if (devices.items().size() > MAX_DEVICE_RULES) {
            problems.accept(devices.problem("has more than " + MAX_DEVICE_RULES + " rules"));
        }
        for (At rule : devices.items()) {
            deviceNumber(rule.get("major"), problems);
            deviceNumber(rule.get("minor"), problems);
        }
        swap(resources.get("memory"), problems);
        burst(resources.get("cpu"), problems);
        for (At entry : resources.get("blockIO").get("weightDevice").items()) {
            oneOf(entry, "weight", "leafWeight", problems);
        }
        for (At entry : resources.get("rdma").properties()) {
            oneOf(entry, "hcaHandles", "hcaObjects", problems);
        }
    }

    /** -1 is what Docker writes for all numbers. */
    private static void deviceNumber(At place, Consumer<Problem> problems) {
        if (place.number().orElse(0) < -1) {
            problems.accept(place.problem("must be a device number, or -1 for all"));
        }
    }

    private static void swap(At memory, Consumer<Problem> problems) {
        OptionalLong limit = memory.get("limit").number();
        At swap = memory.get("swap");
        long total = swap.number().orElse(0);
        if (limit.isPresent() && total > 0 && total < limit.getAsLong()) {
            problems.accept(
                    swap.problem(
                            "is the limit of memory and swap together, so it cannot be below the"
                                    + " memory limit "
                                    + limit.getAsLong()));
        }
    }

    private static void burst(At cpu, Consumer<Problem> problems) {
        long quota = cpu.get("quota").number().orElse(0);
        At burst = cpu.get("burst");
        if (burst.exists() && quota > 0 && burst.number().orElse(Long.MAX_VALUE) > quota) {
            problems.accept(burst.problem("cannot be above the quota " + quota));
        }
    }

    private static void oneOf(At entry, String first, String second, Consumer<Problem> problems) {
        if (!entry.get(first).exists() && !entry.get(second).exists()) {
            problems.accept(entry.problem("needs at least one of " + first + " and " + second));
        }
    }
}
