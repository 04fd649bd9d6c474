package dev.carafe.cgroup;

import dev.carafe.spec.resources.DeviceRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of device access that hold for a container: those of config.json, then the defaults.
 */
final class DeviceRules {
    private static final String ALL_ACCESS = "rwm";

    /**
     * What every container may do, as in runc and crun: make any device node, and use those of the
     * spec's default devices, terminals and {@code /dev/net/tun}. They come last, so that
     * config.json cannot take them away; engines have come to count on it.
     */
    private static final List<Default> DEFAULTS =
            List.of(
                    new Default("", allow(DeviceRule.Type.CHARACTER, null, null, "m")),
                    new Default("", allow(DeviceRule.Type.BLOCK, null, null, "m")),
                    new Default("/dev/null", allow(DeviceRule.Type.CHARACTER, 1L, 3L, ALL_ACCESS)),
                    new Default("/dev/zero", allow(DeviceRule.Type.CHARACTER, 1L, 5L, ALL_ACCESS)),
                    new Default("/dev/full", allow(DeviceRule.Type.CHARACTER, 1L, 7L, ALL_ACCESS)),
                    new Default(
                            "/dev/random", allow(DeviceRule.Type.CHARACTER, 1L, 8L, ALL_ACCESS)),
                    new Default(
                            "/dev/urandom", allow(DeviceRule.Type.CHARACTER, 1L, 9L, ALL_ACCESS)),
                    new Default("/dev/tty", allow(DeviceRule.Type.CHARACTER, 5L, 0L, ALL_ACCESS)),
                    new Default("", allow(DeviceRule.Type.CHARACTER, 5L, 2L, ALL_ACCESS)),
                    new Default("", allow(DeviceRule.Type.CHARACTER, 136L, null, ALL_ACCESS)),
                    new Default("", allow(DeviceRule.Type.CHARACTER, 10L, 200L, ALL_ACCESS)));

    /**
     * A rule that holds by default.
     *
     * @param path of the device that every container has, empty where there is no such one
     */
    private record Default(String path, DeviceRule rule) {}

    private DeviceRules() {}

    private static DeviceRule allow(
            DeviceRule.Type type, @Nullable Long major, @Nullable Long minor, String access) {
        return new DeviceRule(true, type, major, minor, access);
    }

    /**
     * The rules in the order in which they apply; whatever none of them is about is denied.
     *
     * @param listed paths of {@code linux.devices}: who lists a default device decides on it, as in
     *     runc
     */
    static List<DeviceRule> complete(List<DeviceRule> given, Collection<String> listed) {
        List<DeviceRule> rules = new ArrayList<>(given);
        DEFAULTS.stream()
                .filter(standard -> !listed.contains(standard.path()))
                .map(Default::rule)
                .forEach(rules::add);
        return List.copyOf(rules);
    }
}
