package dev.carafe.lifecycle;

import dev.carafe.cgroup.CgroupException;
import dev.carafe.linux.Errno;
import dev.carafe.linux.KernelException;
import dev.carafe.state.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;

/** The one line that tells the caller why a command failed. */
public final class ErrorLine {
    private ErrorLine() {}

    /** The line for what a command threw, with what went wrong afterwards. */
    public static String of(Throwable thrown) {
        StringBuilder line = new StringBuilder(message(thrown));
        for (Throwable later : thrown.getSuppressed()) {
            line.append("; and then: ").append(message(later));
        }
        return line.toString().strip().replaceAll("\\s*[\\r\\n]+\\s*", "; ");
    }

    private static String message(Throwable thrown) {
        return switch (thrown) {
            case LifecycleException e -> text(e);
            case StoreException e -> text(e);
            case KernelException e -> text(e);
            case CgroupException e ->
                    e.pointer().isEmpty()
                            ? text(e)
                            : "config.json %s: %s".formatted(e.pointer(), text(e));
            case UncheckedIOException e -> io(e);
            case InvalidPathException e ->
                    "\"%s\": paths must be UTF-8 without NUL characters".formatted(e.getInput());
            default -> "internal error: " + thrown + "; run with --debug to see where";
        };
    }

    private static String io(UncheckedIOException e) {
        IOException cause = e.getCause();
        if (cause == null) {
            return text(e);
        }
        String why = Errno.of(cause).map(Errno::describe).orElseGet(() -> text(cause));
        String file =
                cause instanceof FileSystemException f && f.getFile() != null
                        ? f.getFile() + ": "
                        : "";
        // What was being done, where whoever wrapped it said so.
        String doing = text(e).equals(cause.toString()) ? "" : text(e) + " ";
        return doing + file + why;
    }

    private static String text(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? thrown.toString() : message;
    }
}
