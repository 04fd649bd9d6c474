package dev.carafe.lifecycle;

import java.util.function.Supplier;

/** Whether there can be a terminal as it was asked for; the words are runc's. */
final class TerminalRules {
    private TerminalRules() {}

    /**
     * Checks what create, run and exec ask for.
     *
     * @param place of what asks for a terminal
     * @param terminal whether one is asked for
     * @param socket whether there is a {@code --console-socket}
     * @param foreground whether the client stays with the process
     * @throws RequestException when it cannot be
     */
    static void check(
            Invocation invocation,
            Supplier<ErrorPlace> place,
            boolean terminal,
            boolean socket,
            boolean foreground) {
        if (terminal && !foreground && !socket) {
            throw new RequestException(
                    place.get(),
                    "cannot allocate tty if carafe will detach"
                            + " without setting console socket; give --console-socket, or set it to"
                            + " false");
        }
        if (terminal && foreground && !socket && invocation.terminals() == 0) {
            // Nobody could end it: the pseudo terminal does not tell that the input has ended.
            throw new RequestException(
                    place.get(),
                    "cannot allocate tty: none of standard input, output and error is a"
                            + " terminal, and there is no /dev/tty; give --detach with --console-socket, or set it to false");
        }
        if (socket && (foreground || !terminal)) {
            throw new RequestException(
                    "cannot use console socket if carafe will not detach or allocate tty; leave"
                            + " --console-socket away");
        }
    }
}
