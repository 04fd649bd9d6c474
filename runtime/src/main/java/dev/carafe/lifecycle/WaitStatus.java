package dev.carafe.lifecycle;

/**
 * A wait status as wait(2) gives it.
 *
 * @param raw the 16 bits
 */
record WaitStatus(int raw) {
    /** Whether a signal ended the process. */
    boolean signalled() {
        return signal() != 0;
    }

    /** The signal that ended the process, or 0. */
    int signal() {
        return raw & 0x7f;
    }

    /** What a shell would report: the exit code, or 128 and the signal's number. */
    int exitCode() {
        return signalled() ? 128 + signal() : (raw >> 8) & 0xff;
    }
}
