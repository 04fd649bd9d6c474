package dev.carafe.check;

/**
 * One thing about a host that containers depend on.
 *
 * @param subject what was looked at
 * @param verdict how it is
 * @param found what was found
 * @param advice what to do about a lack; empty where there is none
 */
public record Examined(String subject, Verdict verdict, String found, String advice) {
    /** How a thing is. */
    public enum Verdict {
        /** As it should be. */
        OK,
        /** Containers that ask for it cannot be had, or have to do without something. */
        LIMITED,
        /** No container can be had. */
        MISSING,
        /** Nothing that anybody needs unless he asks for it. */
        ABSENT
    }

    static Examined ok(String subject, String found) {
        return new Examined(subject, Verdict.OK, found, "");
    }

    static Examined limited(String subject, String found, String advice) {
        return new Examined(subject, Verdict.LIMITED, found, advice);
    }

    static Examined absent(String subject, String found, String advice) {
        return new Examined(subject, Verdict.ABSENT, found, advice);
    }
}
