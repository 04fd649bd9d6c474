package dev.carafe.cgroup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The content of limit files, which the kernel does not all take as it gives them. */
final class LimitText {
    /** Number of a device at the start of a line. */
    private static final Pattern DEVICE = Pattern.compile("\\d+:\\d+");

    private LimitText() {}

    /**
     * What to write, a line at a time, so that a file reads as before.
     *
     * @param name the file's
     * @param before what it had
     * @param now what it has
     */
    static List<String> difference(String name, String before, String now) {
        if (name.equals("memory.oom_control")) {
            return List.of(before.lines().findFirst().orElse("0").replaceFirst("^\\D+", ""));
        }
        Map<String, String> old = byDevice(before);
        List<String> lines = new ArrayList<>();
        for (String device : byDevice(now).keySet()) {
            if (!old.containsKey(device)) {
                lines.add(device + " " + unset(name));
            }
        }
        List<String> earlier = before.lines().toList();
        // Nothing at all would not be written; an empty line takes a list back.
        lines.addAll(earlier.isEmpty() && lines.isEmpty() ? List.of("\n") : earlier);
        return lines;
    }

    private static Map<String, String> byDevice(String text) {
        Map<String, String> devices = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split("\\s+", 2);
            if (DEVICE.matcher(words[0]).matches()) {
                devices.put(words[0], line);
            }
        }
        return devices;
    }

    /** How a device's limit is taken back. */
    private static String unset(String name) {
        return switch (name) {
            case "io.max" -> "rbps=max wbps=max riops=max wiops=max";
            case "io.weight", "io.bfq.weight" -> "default";
            default -> "0";
        };
    }
}
