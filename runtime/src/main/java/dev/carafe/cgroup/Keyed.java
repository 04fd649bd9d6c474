package dev.carafe.cgroup;

import java.util.LinkedHashMap;
import java.util.Map;

/** Files of cgroupfs that have a name and a number in each line, or several in one. */
final class Keyed {
    private Keyed() {}

    /** Lines such as {@code usage_usec 4711}; numbers are unsigned. */
    static Map<String, Long> numbers(String text) {
        Map<String, Long> numbers = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split("\\s+", 2);
            if (words.length == 2) {
                numbers.put(words[0], Long.parseUnsignedLong(words[1].strip()));
            }
        }
        return numbers;
    }

    /** Words such as {@code rbytes=4096}; a word without a number is left out. */
    static Map<String, String> pairs(String words) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String word : words.strip().split("\\s+", -1)) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                pairs.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return pairs;
    }
}
