package dev.carafe.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/** The reasons for which resident engines leave. */
final class Expirations {
    private Expirations() {}

    /** All reasons for which an engine that serves people leaves. */
    static List<Expiration> usual(
            EngineActivity activity, EngineSettings settings, ListeningSocket socket)
            throws IOException {
        return List.of(
                stopRequested(activity),
                idle(activity, settings.idle()),
                adopted(Expirations::parentPid),
                replaced("socket", socket.path()),
                replaced("build", Path.of(System.getProperty("java.class.path", ""))));
    }

    /** 0 for a parent outside of the pid namespace, which ProcessHandle has as absent. */
    private static int parentPid() {
        return ProcessHandle.current().parent().map(parent -> (int) parent.pid()).orElse(0);
    }

    /** Memory is given back when nobody has needed the engine for a while. */
    static Expiration idle(EngineActivity activity, Duration limit) {
        return () ->
                activity.idleTime().compareTo(limit) >= 0
                        ? Optional.of("idle for " + limit.toSeconds() + " s")
                        : Optional.empty();
    }

    /** Somebody asked for it: {@code carafe engine stop}, or SIGTERM. */
    static Expiration stopRequested(EngineActivity activity) {
        return () -> activity.isStopping() ? Optional.of("asked to stop") : Optional.empty();
    }

    /**
     * An engine must be nobody's child but pid 1's: a subreaper such as conmon would wait for it.
     * It serves its starter, which is its first parent, and then leaves.
     */
    static Expiration adopted(IntSupplier parentPid) {
        int starter = parentPid.getAsInt();
        return () -> {
            int parent = parentPid.getAsInt();
            return parent == 1 || parent == starter
                    ? Optional.empty()
                    : Optional.of("adopted by process " + parent);
        };
    }

    /** Where the file is gone or another, no caller finds this engine, or not this build. */
    static Expiration replaced(String what, Path path) throws IOException {
        String original = version(path);
        return () -> {
            try {
                return version(path).equals(original)
                        ? Optional.empty()
                        : Optional.of(what + " " + path + " was replaced");
            } catch (IOException e) {
                return Optional.of(what + " " + path + " is gone");
            }
        };
    }

    private static String version(Path path) throws IOException {
        BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
        // A socket's time of modification is that of its making, and it has no size.
        return "%s %s %d".formatted(file.fileKey(), file.lastModifiedTime(), file.size());
    }
}
