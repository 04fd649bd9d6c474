package dev.carafe.lifecycle;

/**
 * A place in a config.json.
 *
 * @param file path of the config.json; empty when it is none of ours to tell
 * @param pointer JSON pointer (RFC 6901); empty for no property
 * @param line counted from 1; 0 when it is not known
 */
record ErrorPlace(String file, String pointer, int line) {
    static final ErrorPlace NONE = new ErrorPlace("", "", 0);

    /** How messages begin that are about it; empty for no property. */
    String prefix() {
        if (pointer.isEmpty()) {
            return "";
        }
        return line > 0
                ? "config.json line %d: %s: ".formatted(line, pointer)
                : "config.json " + pointer + ": ";
    }
}
