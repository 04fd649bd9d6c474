package dev.carafe.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a check looks.
 *
 * @param proc procfs
 * @param sys sysfs
 * @param etc where users and their subordinate ids are listed
 * @param run where programs that run keep what they need
 * @param caller process id of the client, whose limits and network count
 */
public record HostFiles(Path proc, Path sys, Path etc, Path run, int caller) {
    /** The running host. */
    public static HostFiles of(int caller) {
        return new HostFiles(
                Path.of("/proc"), Path.of("/sys"), Path.of("/etc"), Path.of("/run"), caller);
    }

    /** What can be told of a path. */
    enum Presence {
        THERE,
        ABSENT,
        /** A directory on the way to it is closed to the caller. */
        HIDDEN
    }

    /** Whether a file is there, whatever it is. */
    static Presence presence(Path file, LinkOption... options) {
        try {
            Files.readAttributes(file, "fileKey", options);
            return Presence.THERE;
        } catch (AccessDeniedException e) {
            return Presence.HIDDEN;
        } catch (IOException e) {
            return Presence.ABSENT;
        }
    }

    /**
     * The lines of a file below procfs; empty where there is no such file, or it may not be read.
     */
    List<String> procLines(String file) {
        return lines(proc.resolve(file));
    }

    /** The lines of any file; empty where there is no such file, or it may not be read. */
    static List<String> lines(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            // Absent or closed; and files of the kernel fail in ways of their own where a feature
            // is off.
            return List.of();
        }
    }

    /** A number that a file below procfs holds; empty where there is none. */
    Optional<Long> procNumber(String file) {
        List<String> lines = procLines(file);
        try {
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Long.parseLong(lines.getFirst().strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
