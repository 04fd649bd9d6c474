package dev.carafe.conformance.report;

import dev.carafe.conformance.report.Outcome.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Behaviours by runtimes, as the tables of docs/conformance.md. */
public final class Matrix {

    private static final String BEGIN = "<!-- matrix: begin -->";
    private static final String END = "<!-- matrix: end -->";
    private static final int LONGEST_REASON = 110;

    private Matrix() {}

    /**
     * {@code Matrix DOCUMENT NAME=RESULTS.xml...}: puts the tables between the document's two
     * marks.
     */
    public static void main(String[] arguments) throws IOException {
        Path document = Path.of(arguments[0]);
        Map<String, List<Outcome>> runs = new LinkedHashMap<>();
        for (int i = 1; i < arguments.length; i++) {
            String[] pair = arguments[i].split("=", 2);
            runs.put(pair[0], JunitXml.read(Path.of(pair[1])));
        }
        String text = Files.readString(document);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(document + " has no " + BEGIN + " ... " + END);
        }
        Files.writeString(
                document,
                text.substring(0, begin + BEGIN.length())
                        + "\n"
                        + tables(runs)
                        + text.substring(end));
    }

    /** The tables in Markdown: a summary, then one for each class of behaviours. */
    static String tables(Map<String, List<Outcome>> runs) {
        StringBuilder text = new StringBuilder();
        text.append(header("", runs));
        for (Status status : Status.values()) {
            text.append("| ")
                    .append(status.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .append(" |");
            runs.values().forEach(run -> text.append(' ').append(count(run, status)).append(" |"));
            text.append('\n');
        }
        SortedMap<String, TreeSet<String>> groups = new TreeMap<>();
        runs.values().stream()
                .flatMap(List::stream)
                .forEach(outcome ->
                        groups.computeIfAbsent(outcome.group(), group -> new TreeSet<>())
                                .add(method(outcome)));
        groups.forEach((group, methods) -> text.append(table(group, methods, runs)));
        return text.toString();
    }

    private static String table(
            String group, Set<String> methods, Map<String, List<Outcome>> runs) {
        StringBuilder text = new StringBuilder("\n### " + group.replaceFirst("Test$", "") + "\n\n");
        text.append(header("behaviour", runs));
        for (String method : methods) {
            text.append("| ").append(sentence(method)).append(" |");
            for (List<Outcome> run : runs.values()) {
                List<Outcome> cases =
                        run.stream()
                                .filter(o -> o.group().equals(group) && method(o).equals(method))
                                .toList();
                text.append(' ').append(cell(cases)).append(" |");
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static String header(String first, Map<String, List<Outcome>> runs) {
        return "| "
                + first
                + " | "
                + String.join(" | ", runs.keySet())
                + " |\n"
                + "|---".repeat(runs.size() + 1)
                + "|\n";
    }

    private static String cell(List<Outcome> cases) {
        if (cases.isEmpty()) {
            return "";
        }
        List<Outcome> worst = new ArrayList<>(cases);
        worst.sort(Comparator.comparingInt(outcome -> rank(outcome.status())));
        Outcome shown = worst.getFirst();
        long passed = count(cases, Status.PASSED);
        String share = cases.size() == 1 ? "" : " (" + passed + " of " + cases.size() + " pass)";
        return switch (shown.status()) {
            case PASSED -> "pass";
            case FAILED -> "**fail**" + share + ": " + brief(shown.reason());
            case KNOWN_FAILURE -> "fail" + share + ": " + brief(shown.reason());
            case SKIPPED -> "skip" + share + ": " + brief(shown.reason());
        };
    }

    private static int rank(Status status) {
        return switch (status) {
            case FAILED -> 0;
            case KNOWN_FAILURE -> 1;
            case SKIPPED -> 2;
            case PASSED -> 3;
        };
    }

    private static String method(Outcome outcome) {
        return outcome.behaviour().split(" ", 2)[0];
    }

    private static String sentence(String method) {
        return method.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ")
                .toLowerCase(Locale.ROOT)
                .replace('_', ' ');
    }

    private static String brief(String reason) {
        String flat =
                reason.replace('|', '/').replaceAll("\\s+", " ").replaceAll("/tmp/\\S+", "...");
        return flat.length() <= LONGEST_REASON ? flat : flat.substring(0, LONGEST_REASON) + "...";
    }

    private static long count(List<Outcome> outcomes, Status status) {
        return outcomes.stream().filter(outcome -> outcome.status() == status).count();
    }
}
