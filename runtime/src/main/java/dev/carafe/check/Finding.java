package dev.carafe.check;

/**
 * One thing that a check found.
 *
 * @param severity whether a container can be made all the same
 * @param pointer JSON pointer into config.json of the property that asks for it; may be empty
 * @param message what is the matter, without the place
 * @param hint what to do about it; may be empty
 */
public record Finding(Severity severity, String pointer, String message, String hint) {
    /** How bad it is. */
    public enum Severity {
        /** A container cannot be made, or its process not be started. */
        ERROR,
        /** It may be that it cannot, or something is left out. */
        WARNING
    }

    /** Something that fails. */
    public static Finding error(String pointer, String message) {
        return new Finding(Severity.ERROR, pointer, message, "");
    }

    /** Something that fails, and what to do about it. */
    public static Finding error(String pointer, String message, String hint) {
        return new Finding(Severity.ERROR, pointer, message, hint);
    }

    /** Something that may fail. */
    public static Finding warning(String pointer, String message, String hint) {
        return new Finding(Severity.WARNING, pointer, message, hint);
    }
}
