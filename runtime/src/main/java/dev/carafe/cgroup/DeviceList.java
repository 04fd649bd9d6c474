package dev.carafe.cgroup;

import dev.carafe.spec.resources.DeviceRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a version 1 devices cgroup holds: a default, and exceptions to it; <a
 * href="https://docs.kernel.org/admin-guide/cgroup-v1/devices.html">Device Whitelist
 * Controller</a>.
 *
 * <p>Rules are applied to this first: the kernel would silently ignore one that takes a single
 * device out of a wildcard, and only the result has to be written.
 */
final class DeviceList {
    private static final String POINTER = "/linux/resources/devices/";

    private boolean allowByDefault;
    private final Map<Key, Set<Character>> exceptions = new LinkedHashMap<>();

    private record Key(DeviceRule.Type type, @Nullable Long major, @Nullable Long minor) {
        // Written out: a record's own are put together from method handles when they are first
        // called, which takes 4 ms of a one-shot command.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key
                    && type == key.type
                    && Objects.equals(major, key.major)
                    && Objects.equals(minor, key.minor);
        }

        @Override
        public int hashCode() {
            return Objects.hash(type, major, minor);
        }

        @Override
        public String toString() {
            return type.json() + " " + number(major) + ":" + number(minor);
        }

        private static String number(@Nullable Long number) {
            return number == null ? "*" : number.toString();
        }
    }

    private DeviceList() {}

    /** The outcome of rules in their order; the index of a rule is its place in config.json. */
    static DeviceList of(List<DeviceRule> rules) {
        DeviceList list = new DeviceList();
        for (int i = 0; i < rules.size(); i++) {
            list.apply(rules.get(i), POINTER + i);
        }
        return list;
    }

    private void apply(DeviceRule rule, String pointer) {
        if (rule.type() == DeviceRule.Type.ALL) {
            // As in the kernel, whatever else such a rule says: it starts anew.
            allowByDefault = rule.allow();
            exceptions.clear();
            return;
        }
        Key key = new Key(rule.type(), rule.major(), rule.minor());
        if (rule.allow() == allowByDefault) {
            remove(key, letters(rule), pointer);
        } else {
            exceptions.computeIfAbsent(key, _ -> new TreeSet<>()).addAll(letters(rule));
        }
    }

    private static Set<Character> letters(DeviceRule rule) {
        Set<Character> letters = new TreeSet<>();
        rule.access().chars().forEach(letter -> letters.add((char) letter));
        return letters;
    }

    private void remove(Key key, Set<Character> access, String pointer) {
        for (Key wide : wildcards(key)) {
            Set<Character> overlap = new TreeSet<>(exceptions.getOrDefault(wide, Set.of()));
            overlap.retainAll(access);
            if (!wide.equals(key) && !overlap.isEmpty()) {
                throw new CgroupException(
                        pointer,
                        "cgroup v1 cannot take " + key + " out of the earlier rule for " + wide);
            }
        }
        Set<Character> left = exceptions.get(key);
        if (left != null) {
            left.removeAll(access);
            if (left.isEmpty()) {
                exceptions.remove(key);
            }
        }
    }

    private static List<Key> wildcards(Key key) {
        return List.of(
                new Key(key.type, null, key.minor),
                new Key(key.type, key.major, null),
                new Key(key.type, null, null));
    }

    /** The file for the exceptions. */
    String exceptionFile() {
        return allowByDefault ? "devices.deny" : "devices.allow";
    }

    /** The file that sets the default, to which {@code a} is written; it drops all exceptions. */
    String defaultFile() {
        return allowByDefault ? "devices.allow" : "devices.deny";
    }

    /** The exceptions, a line for each. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        exceptions.forEach((key, access) -> lines.add(key + " " + text(access)));
        return lines;
    }

    private static String text(Set<Character> access) {
        StringBuilder text = new StringBuilder();
        for (char letter : new char[] {'r', 'w', 'm'}) {
            if (access.contains(letter)) {
                text.append(letter);
            }
        }
        return text.toString();
    }
}
