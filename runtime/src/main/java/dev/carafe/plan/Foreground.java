package dev.carafe.plan;

/**
 * A client that stays with its process, so that it relays a terminal itself.
 *
 * @param rows height of the client's own terminal in characters, 0 without one
 * @param columns width of the client's own terminal in characters, 0 without one
 */
public record Foreground(int rows, int columns) {
    /** A client without a terminal. */
    public static final Foreground NO_TERMINAL = new Foreground(0, 0);

    /** Whether the size is known. */
    boolean hasTerminal() {
        return rows > 0 && columns > 0;
    }
}
