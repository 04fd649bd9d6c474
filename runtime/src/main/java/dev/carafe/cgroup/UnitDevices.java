package dev.carafe.cgroup;

import dev.carafe.spec.resources.DeviceRule;
import dev.carafe.systemd.UnitProperty;
import dev.carafe.systemd.UnitProperty.Device;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Device rules as systemd's properties, which systemd applies again when it is reloaded.
 *
 * <p>systemd knows lists of what is allowed, and no rule that takes something out of a wildcard. In
 * version 2 its program is attached beside ours and both must allow: there the list may allow more
 * than the rules, but never less. In version 1 the list takes the place of ours: there it may allow
 * less, but never more than the rules, as far as the rules are a list.
 */
final class UnitDevices {
    private final boolean isV2;
    private boolean allowsAll;
    private final Map<Key, Set<Character>> allowed = new LinkedHashMap<>();

    private record Key(DeviceRule.Type type, @Nullable Long major, @Nullable Long minor) {}

    private UnitDevices(boolean isV2) {
        this.isV2 = isV2;
    }

    /** The properties for rules in their order; what none is about is denied. */
    static List<UnitProperty> of(List<DeviceRule> rules, boolean isV2) {
        UnitDevices devices = new UnitDevices(isV2);
        rules.forEach(devices::apply);
        return devices.properties();
    }

    private void apply(DeviceRule rule) {
        if (rule.type() == DeviceRule.Type.ALL) {
            allowsAll = rule.allow();
            allowed.clear();
            return;
        }
        Key key = new Key(rule.type(), rule.major(), rule.minor());
        if (rule.allow()) {
            allowed.computeIfAbsent(key, _ -> new TreeSet<>()).addAll(letters(rule));
        } else if (allowed.containsKey(key)) {
            allowed.get(key).removeAll(letters(rule));
        }
    }

    private static Set<Character> letters(DeviceRule rule) {
        Set<Character> letters = new TreeSet<>();
        rule.access().chars().forEach(letter -> letters.add((char) letter));
        return letters;
    }

    private List<UnitProperty> properties() {
        if (allowsAll) {
            return List.of(
                    UnitProperty.text("DevicePolicy", "auto"),
                    new UnitProperty("DeviceAllow", new UnitProperty.Devices(List.of())));
        }
        List<Device> entries =
                allowed.entrySet().stream()
                        .filter(entry -> !entry.getValue().isEmpty())
                        .filter(entry -> isV2 || isListed(entry.getKey()))
                        .map(entry ->
                                new Device(specifier(entry.getKey()), access(entry.getValue())))
                        .toList();
        return List.of(
                UnitProperty.text("DevicePolicy", "strict"),
                new UnitProperty("DeviceAllow", new UnitProperty.Devices(entries)));
    }

    /** systemd has no word for one minor number of all majors. */
    private static boolean isListed(Key key) {
        return key.major() != null || key.minor() == null;
    }

    private static String specifier(Key key) {
        String type = key.type() == DeviceRule.Type.BLOCK ? "block" : "char";
        if (key.major() == null) {
            return type + "-*";
        }
        return key.minor() == null
                ? type + "-" + key.major()
                : "/dev/" + type + "/" + key.major() + ":" + key.minor();
    }

    private static String access(Set<Character> letters) {
        StringBuilder text = new StringBuilder();
        for (char letter : new char[] {'r', 'w', 'm'}) {
            if (letters.contains(letter)) {
                text.append(letter);
            }
        }
        return text.toString();
    }
}
