package dev.carafe.plan;

/** Who runs an operation and when; docs/protocol.md, "The init program". */
public enum Phase {
    HOST('H'),
    ENTER('E'),
    PARENT('P'),
    INIT('I'),
    LATE('L');

    private final char letter;

    Phase(char letter) {
        this.letter = letter;
    }

    /** The letter that stands for the phase in {@code operations.def} and in an encoded program. */
    public char letter() {
        return letter;
    }
}
