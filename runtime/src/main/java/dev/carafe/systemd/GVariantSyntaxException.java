package dev.carafe.systemd;

/** A text that is no value; the message says what is wrong at which character. */
public final class GVariantSyntaxException extends Exception {
    private static final long serialVersionUID = 1;

    /**
     * A problem.
     *
     * @param at offset of the character, from 0
     */
    GVariantSyntaxException(String what, int at) {
        super(what + " at character " + (at + 1));
    }
}
