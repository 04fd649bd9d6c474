package dev.carafe.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** An exception with its frames, for a debug line. */
final class StackTrace {
    private StackTrace() {}

    static String of(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
