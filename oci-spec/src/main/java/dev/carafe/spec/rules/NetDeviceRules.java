package dev.carafe.spec.rules;

import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.tree.At;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Rules for network devices that are moved into the container. */
final class NetDeviceRules {

    /** The kernel's IFNAMSIZ without the terminating NUL. */
    private static final int MAX_NAME_BYTES = 15;

    private NetDeviceRules() {}

    static void check(At netDevices, Namespaces namespaces, Consumer<Problem> problems) {
        if (!netDevices.properties().isEmpty() && !namespaces.has(NamespaceType.NETWORK)) {
            problems.accept(netDevices.problem("needs a network namespace in /linux/namespaces"));
        }
        for (At device : netDevices.properties()) {
            if (!isValid(device.name())) {
                problems.accept(device.problem("has a name that no network device can have"));
            }
            At name = device.get("name");
            if (!name.text().isEmpty() && !isValid(name.text())) {
                problems.accept(name.problem("is a name that no network device can have"));
            }
        }
    }

    /** As the kernel's {@code dev_valid_name}. */
    private static boolean isValid(String name) {
        return !name.isEmpty()
                && name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == ':' || c <= ' ');
    }
}
