package dev.carafe.lifecycle;

import dev.carafe.plan.Foreground;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the client was called.
 *
 * @param argv the arguments, the program's name first
 * @param env the client's environment
 * @param cwd the client's working directory, which need not be one that Java can name; {@code
 *     /proc/PID/cwd} when it has no name
 * @param pid the client's pid in the engine's pid namespace
 * @param terminals bit 0, 1, 2: standard input, output, error is a terminal; bit 3: none of them
 *     is, but there is a controlling terminal
 * @param rows height of the terminal in characters, 0 without one
 * @param columns width of the terminal in characters
 * @param inheritedDescriptors how many descriptors are open from 3 upwards without a gap
 * @param umask the client's file mode creation mask
 */
public record Invocation(
        List<String> argv,
        Map<String, String> env,
        String cwd,
        int pid,
        int terminals,
        int rows,
        int columns,
        int inheritedDescriptors,
        int umask) {
    public Invocation {
        argv = List.copyOf(argv);
        env = Map.copyOf(env);
    }

    /** How a process sees the client, if that stays with it. */
    Optional<Foreground> foreground(boolean stays) {
        return stays ? Optional.of(new Foreground(rows, columns)) : Optional.empty();
    }

    /** Whether the client may do alone what needs no decision. */
    boolean wantsShortcuts() {
        return !"0".equals(env.get("CARAFE_SHORTCUTS"));
    }

    /**
     * A path of the caller's, which may be relative to its working directory.
     *
     * @throws RequestException when it is, and the working directory is gone or has no name
     */
    public Path path(String text) {
        Path path = Path.of(text);
        if (path.isAbsolute()) {
            return path;
        }
        try {
            Path directory = Path.of(cwd);
            if (cwd.equals("/proc/" + pid + "/cwd") && !hasName(directory)) {
                throw new RequestException(
                        "the working directory is gone: no such file or directory (ENOENT); go to"
                                + " another, or give --bundle and other paths from / on");
            }
            return directory.resolve(path);
        } catch (InvalidPathException e) {
            throw new RequestException(
                    "the working directory's name is not UTF-8: %s; go to another, or give --bundle"
                                    .formatted(cwd)
                            + " and other paths from / on");
        }
    }

    /** A directory that was removed is still behind the link, but nowhere else. */
    private static boolean hasName(Path directory) {
        try {
            return Files.isDirectory(directory.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    /** Names of these sockets, separated by colons; sd_listen_fds_with_names(3). */
    public Optional<String> listenNames() {
        return Optional.ofNullable(env.get("LISTEN_FDNAMES"));
    }

    /** Address of the service manager that the client is to notify; sd_notify(3). */
    public Optional<String> notifySocket() {
        return Optional.ofNullable(env.get("NOTIFY_SOCKET")).filter(address -> !address.isEmpty());
    }

    /**
     * How many sockets the client was given by socket activation, from descriptor 3 upwards; see
     * sd_listen_fds(3). What does not mean this client, or is no number, counts as none.
     */
    public int listenDescriptors() {
        if (!env.getOrDefault("LISTEN_PID", "").equals(Integer.toString(pid))) {
            return 0;
        }
        try {
            return Math.max(0, Integer.parseInt(env.getOrDefault("LISTEN_FDS", "0")));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
