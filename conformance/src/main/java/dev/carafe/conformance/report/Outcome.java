package dev.carafe.conformance.report;

/**
 * What became of one test.
 *
 * @param group the package's last name and the class, such as {@code lifecycle.StartTest}
 * @param behaviour the method's name, with the case's display name where it has several
 * @param reason why it was skipped or failed; empty when it passed
 * @param details the failure's stack trace; empty when it passed
 */
public record Outcome(
        String group,
        String behaviour,
        Status status,
        double seconds,
        String reason,
        String details) {

    /**
     * The three ends of a test; a known failure is one that the list of expected failures names.
     */
    public enum Status {
        PASSED,
        FAILED,
        KNOWN_FAILURE,
        SKIPPED
    }

    /** The name that lists of expected failures and filters use. */
    public String name() {
        return group + "." + behaviour;
    }
}
