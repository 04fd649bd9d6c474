package dev.carafe.lifecycle;

/** Where what is not the operation's result goes: to the log, not to an error. */
public interface Diagnostics {
    /** Something went wrong that does not change the result. */
    void warn(String message);

    /** Whether anybody asked for {@link #debug}. */
    boolean isDebugging();

    /** A step, for those who asked with {@code --debug}. */
    void debug(String message);
}
