package dev.carafe.spec.rules;

import dev.carafe.spec.error.Problem;
import dev.carafe.spec.tree.At;
import java.util.function.Consumer;

/** Rules for device nodes; config-linux.md, "Devices". */
final class DeviceRules {

    /** The kernel's dev_t has 12 bits of major number. */
    private static final long MAX_MAJOR = (1 << 12) - 1;

    /** The kernel's dev_t has 20 bits of minor number. */
    private static final long MAX_MINOR = (1 << 20) - 1;

    private DeviceRules() {}

    static void check(At devices, Consumer<Problem> problems) {
        for (At device : devices.items()) {
            boolean numbered = !device.get("type").text().equals("p");
            number(device.get("major"), MAX_MAJOR, numbered, problems);
            number(device.get("minor"), MAX_MINOR, numbered, problems);
        }
    }

    private static void number(At place, long max, boolean required, Consumer<Problem> problems) {
        if (required && !place.exists()) {
            problems.accept(place.problem("is required for a device that is not a FIFO"));
        }
        place.number()
                .ifPresent(number -> {
                    if (required && (number < 0 || number > max)) {
                        problems.accept(
                                place.problem(
                                        "must be a device number from 0 to "
                                                + max
                                                + ", but is "
                                                + number));
                    }
                });
    }
}
