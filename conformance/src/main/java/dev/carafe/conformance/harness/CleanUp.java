package dev.carafe.conformance.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Removes what a test made: first as a user would, with {@code delete --force}, then by force. */
final class CleanUp {

    private CleanUp() {}

    /** Deletes every container below {@code --root}; answers what went wrong. */
    static List<String> deleteContainers(Lab lab) {
        List<String> problems = new ArrayList<>();
        if (!Files.isDirectory(lab.root())) {
            return problems;
        }
        try (DirectoryStream<Path> containers =
                Files.newDirectoryStream(lab.root(), lab.id() + "*")) {
            for (Path container : containers) {
                Result result =
                        lab.runtime("delete", "--force", container.getFileName().toString()).run();
                if (result.exitCode() != 0) {
                    problems.add("delete --force failed: " + result);
                }
            }
        } catch (IOException | AssertionError failure) {
            problems.add("delete --force: " + failure);
        }
        return problems;
    }

    /** Kills, unmounts and removes whatever is left, with no help from the runtime. */
    static void byForce(Lab lab) {
        lab.started().forEach(Running::destroy);
        // Engines first: one that lost its client is about to make or to remove something yet.
        Leaks.engines(lab).forEach(CleanUp::kill);
        Leaks.processes(lab).forEach(CleanUp::kill);
        Poll.within(Duration.ofSeconds(2), () -> Leaks.processes(lab).isEmpty());
        for (Path cgroup : Leaks.cgroups(lab)) {
            // A process that was executed without an environment carries no marker.
            processes(cgroup).forEach(CleanUp::kill);
            Poll.within(Duration.ofSeconds(1), () -> removed(cgroup));
        }
        for (String mount : Leaks.mounts(lab)) {
            unmount(mount.split(" ", -1)[4]);
        }
        if (!Leaks.mounts(lab).isEmpty()) {
            throw new IllegalStateException(
                    "not removing " + lab.directory() + ": it still holds mounts");
        }
        removeTree(lab.directory());
    }

    /** Not a command of the lab's: these are refused once the suite ends. */
    private static void unmount(String mountPoint) {
        try {
            new ProcessBuilder("umount", "-l", mountPoint).inheritIO().start().waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while unmounting", interrupted);
        }
    }

    private static void kill(long pid) {
        Signals.send(pid, "KILL");
    }

    private static List<Long> processes(Path cgroup) {
        try {
            return Files.readAllLines(cgroup.resolve("cgroup.procs")).stream()
                    .map(Long::valueOf)
                    .toList();
        } catch (IOException gone) {
            return List.of();
        }
    }

    private static boolean removed(Path cgroup) {
        try {
            Files.deleteIfExists(cgroup);
            return true;
        } catch (IOException busy) {
            return false;
        }
    }

    /**
     * Removes a tree without following links; what a mount still holds is left for the shutdown's
     * second try.
     */
    static void removeTree(Path tree) {
        try {
            Files.walkFileTree(
                    tree,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                                throws IOException {
                            Files.deleteIfExists(file);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(
                                Path directory, java.io.IOException failure) throws IOException {
                            Files.deleteIfExists(directory);
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException left) {
            System.err.println("could not remove " + tree + ": " + left);
        }
    }
}
