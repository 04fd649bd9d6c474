package dev.carafe.conformance.report;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** The Test Anything Protocol, version 13. */
public final class Tap {

    private static final int LINES_OF_DETAIL = 25;

    private final PrintStream out;

    /** Writes to a stream. */
    public Tap(PrintStream out) {
        this.out = out;
        out.println("TAP version 13");
    }

    /** Prints one test's line, and what went wrong. */
    public void print(int number, Outcome outcome) {
        String time = String.format(Locale.ROOT, "%.2fs", outcome.seconds());
        String line = number + " - " + outcome.name().replace("#", "\\#");
        out.println(
                switch (outcome.status()) {
                    case PASSED -> "ok " + line + " (" + time + ")";
                    case FAILED -> "not ok " + line + " (" + time + ")";
                    case KNOWN_FAILURE -> "not ok " + line + " # TODO " + outcome.reason();
                    case SKIPPED -> "ok " + line + " # SKIP " + outcome.reason();
                });
        if (outcome.status() == Outcome.Status.FAILED) {
            outcome.details()
                    .lines()
                    .limit(LINES_OF_DETAIL)
                    .forEach(detail -> out.println("  # " + detail));
        }
    }

    /** Prints the plan and a summary. */
    public void finish(List<Outcome> outcomes) {
        out.println("1.." + outcomes.size());
        for (Outcome.Status status : Outcome.Status.values()) {
            long count = outcomes.stream().filter(outcome -> outcome.status() == status).count();
            out.println(
                    "# " + status.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + count);
        }
    }
}
