package dev.carafe.conformance.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds what a test left behind: processes, cgroups, mounts, files below {@code --root}. */
public final class Leaks {

    /** The kernel reaps orphans and empties cgroups a moment after the runtime has answered. */
    private static final Duration GRACE = Settings.fromProperties().scaled(Duration.ofMillis(500));

    private Leaks() {}

    /** Everything that is still there after a short grace. */
    public static List<String> find(Lab lab) {
        Poll.within(GRACE, () -> all(lab).isEmpty());
        return all(lab);
    }

    private static List<String> all(Lab lab) {
        List<String> leaks = new ArrayList<>();
        processes(lab).forEach(pid -> leaks.add("process " + pid + " " + commandLine(pid)));
        cgroups(lab).forEach(path -> leaks.add("cgroup " + path));
        mounts(lab).forEach(line -> leaks.add("mount " + line));
        stateFiles(lab).forEach(path -> leaks.add("state " + path));
        return leaks;
    }

    /** Live processes that carry the test's marker. */
    public static List<Long> processes(Lab lab) {
        return processesWith(Lab.MARKER + "=" + lab.id() + "\0");
    }

    /** Live engines that were started for the test: they have its engine directory. */
    static List<Long> engines(Lab lab) {
        return processesWith("CARAFE_ENGINE_DIR=" + lab.directory() + "/");
    }

    private static List<Long> processesWith(String marker) {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> proc = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : proc) {
                if ((read(process.resolve("environ")) + "\0").contains(marker)) {
                    found.add(Long.valueOf(process.getFileName().toString()));
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return found;
    }

    /** Cgroup directories of any hierarchy with the test's id in their path, deepest first. */
    public static List<Path> cgroups(Lab lab) {
        List<Path> found = new ArrayList<>();
        try {
            for (Path hierarchy : Host.cgroupMounts()) {
                Files.walkFileTree(hierarchy, new CgroupFinder(lab.id(), found));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return found;
    }

    /** Lines of mountinfo with a mount point below the test's directory, last mounted first. */
    public static List<String> mounts(Lab lab) {
        return read(Path.of("/proc/self/mountinfo"))
                .lines()
                .filter(line -> line.split(" ", -1)[4].startsWith(lab.directory().toString()))
                .toList()
                .reversed();
    }

    /** Files below {@code --root}. */
    public static List<Path> stateFiles(Lab lab) {
        if (!Files.isDirectory(lab.root())) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(lab.root())) {
            return files.filter(file -> !file.equals(lab.root())).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String commandLine(long pid) {
        return read(Path.of("/proc", Long.toString(pid), "cmdline")).replace('\0', ' ');
    }

    /** A file of procfs; empty when the process is gone. */
    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    private static final class CgroupFinder extends SimpleFileVisitor<Path> {
        private final String id;
        private final List<Path> found;

        CgroupFinder(String id, List<Path> found) {
            this.id = id;
            this.found = found;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException failure) {
            if (directory.toString().contains(id)) {
                found.add(directory);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
        }
    }
}
