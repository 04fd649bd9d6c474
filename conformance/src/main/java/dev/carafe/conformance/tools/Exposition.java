package dev.carafe.conformance.tools;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parser of OpenMetrics 1.0 that takes nothing but what its grammar and its rules for families
 * allow: any departure is an error with the line.
 */
final class Exposition {
    private static final Pattern METADATA =
            Pattern.compile("# (TYPE|UNIT|HELP) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (-?[0-9]+(?:\\.[0-9]+)?)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\\\\\"\\n]|\\\\[\\\\\"n])*)\"(,|$)");
    private static final Map<String, List<String>> SUFFIXES =
            Map.of(
                    "counter", List.of("_total"),
                    "gauge", List.of(""),
                    "info", List.of("_info"),
                    "stateset", List.of(""));

    /**
     * One value.
     *
     * @param name with its suffix
     */
    record Sample(String name, Map<String, String> labels, double value) {}

    private final List<Sample> samples = new ArrayList<>();
    private final Set<String> families = new HashSet<>();
    private final Set<String> series = new HashSet<>();
    private String family = "";
    private String type = "";
    private boolean hasSamples;

    private Exposition() {}

    /** All samples of a text. */
    static List<Sample> parse(String text) {
        if (!text.endsWith("# EOF\n")) {
            throw new AssertionError("no end: " + text);
        }
        Exposition exposition = new Exposition();
        String[] lines = text.substring(0, text.length() - "# EOF\n".length()).split("\n", -1);
        for (int i = 0; i < lines.length - 1; i++) {
            exposition.line(lines[i]);
        }
        if (!lines[lines.length - 1].isEmpty()) {
            throw new AssertionError("the last line is not ended: " + text);
        }
        return exposition.samples;
    }

    private void line(String line) {
        Matcher metadata = METADATA.matcher(line);
        Matcher sample = SAMPLE.matcher(line);
        if (metadata.matches()) {
            metadata(line, metadata.group(1), metadata.group(2), metadata.group(3));
        } else if (sample.matches()) {
            sample(line, sample.group(1), sample.group(2), Double.parseDouble(sample.group(3)));
        } else {
            throw new AssertionError("neither metadata nor a sample: " + line);
        }
    }

    private void metadata(String line, String kind, String name, String value) {
        if (kind.equals("TYPE")) {
            check(SUFFIXES.containsKey(value), line, "unknown type");
            check(families.add(name), line, "a family comes twice");
            family = name;
            type = value;
            hasSamples = false;
            return;
        }
        check(name.equals(family) && !hasSamples, line, "not right behind the family's type");
        if (kind.equals("UNIT")) {
            check(name.endsWith("_" + value), line, "the name does not end with its unit");
            check(!type.equals("info") && !type.equals("stateset"), line, "no unit is allowed");
        }
    }

    private void sample(String line, String name, String labelText, double value) {
        check(
                SUFFIXES.getOrDefault(type, List.of()).stream()
                        .anyMatch(suffix -> name.equals(family + suffix)),
                line,
                "not of the family " + family + ", or without its suffix");
        Map<String, String> labels = labels(line, labelText == null ? "" : labelText);
        check(series.add(name + labels), line, "a series comes twice");
        check(!type.equals("counter") || value >= 0, line, "a counter below 0");
        check(!type.equals("info") || value == 1, line, "an info that is not 1");
        if (type.equals("stateset")) {
            check(labels.containsKey(family), line, "no label with the family's name");
            check(value == 0 || value == 1, line, "a state that is neither 0 nor 1");
        }
        hasSamples = true;
        samples.add(new Sample(name, labels, value));
    }

    private static Map<String, String> labels(String line, String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        Matcher label = LABEL.matcher(text);
        int end = 0;
        while (end < text.length()) {
            check(label.find(end) && label.start() == end, line, "no label");
            String value =
                    label.group(2)
                            .replace("\\\\", "\0")
                            .replace("\\n", "\n")
                            .replace("\\\"", "\"")
                            .replace("\0", "\\");
            check(labels.put(label.group(1), value) == null, line, "a label comes twice");
            check(
                    label.group(3).isEmpty() || label.end() < text.length(),
                    line,
                    "a comma without a label");
            end = label.end();
        }
        return labels;
    }

    private static void check(boolean fine, String line, String why) {
        if (!fine) {
            throw new AssertionError(why + ": " + line);
        }
    }
}
