package dev.carafe.lifecycle;

/**
 * A place in a config.json, or in what takes the place of a part of it.
 *
 * @param document what messages call it: {@code config.json}, a process.json's path, or a flag,
 *     which has no places inside
 * @param file path of the document; empty when it is none of ours to tell
 * @param pointer JSON pointer (RFC 6901); empty for no property
 * @param line counted from 1; 0 when it is not known
 */
record ErrorPlace(String document, String file, String pointer, int line) {
    static final ErrorPlace NONE = new ErrorPlace("", "", "", 0);

    /** A place in a config.json. */
    ErrorPlace(String file, String pointer, int line) {
        this(pointer.isEmpty() ? "" : "config.json", file, pointer, line);
    }

    /** A flag of the command line. */
    static ErrorPlace ofFlag(String flag) {
        return new ErrorPlace(flag, "", "", 0);
    }

    /** How messages begin that are about it; empty for no property. */
    String prefix() {
        if (pointer.isEmpty()) {
            return document.isEmpty() ? "" : document + ": ";
        }
        return line > 0
                ? "%s line %d: %s: ".formatted(document, line, pointer)
                : "%s %s: ".formatted(document, pointer);
    }
}
