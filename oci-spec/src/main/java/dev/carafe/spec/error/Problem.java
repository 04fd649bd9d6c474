package dev.carafe.spec.error;

/**
 * One thing that is wrong with a JSON document.
 *
 * @param pointer JSON pointer (RFC 6901) of the property at fault, or of the place where a required
 *     one is missing; empty for the document
 * @param message what is wrong, without the place
 * @param line line of the document, counted from 1; 0 when it is not known
 */
public record Problem(String pointer, String message, int line) {

    /** A problem whose line is looked up later, if at all. */
    public Problem(String pointer, String message) {
        this(pointer, message, 0);
    }

    /** The same problem with its line. */
    public Problem atLine(int newLine) {
        return new Problem(pointer, message, newLine);
    }

    /** One line of text: place and message. */
    @Override
    public String toString() {
        String place = line > 0 ? "line " + line + ": " : "";
        return place + (pointer.isEmpty() ? "" : pointer + ": ") + message;
    }
}
