package dev.carafe.conformance.harness;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What this machine can do. The {@code need} methods skip a test that the machine cannot run, and
 * say why.
 */
public final class Host {

    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private Host() {}

    /** Where cgroup hierarchies of either version are mounted below /sys/fs/cgroup. */
    public static List<Path> cgroupMounts() {
        return mountFields().stream()
                .filter(fields -> fields[2].equals("cgroup") || fields[2].equals("cgroup2"))
                .map(fields -> Path.of(fields[1]))
                .filter(path -> path.startsWith(CGROUPS))
                .toList();
    }

    /** Whether the machine has cgroup v2 only. */
    public static boolean unified() {
        return Files.exists(CGROUPS.resolve("cgroup.controllers"));
    }

    /** Whether a v1 hierarchy of a controller is mounted. */
    public static boolean hasV1(String controller) {
        return mountFields().stream()
                .anyMatch(fields ->
                        fields[2].equals("cgroup")
                                && Arrays.asList(fields[3].split(",", -1)).contains(controller));
    }

    /** Skips unless the machine runs cgroup v2 only. */
    public static void needUnified() {
        assumeTrue(unified(), "needs cgroup v2");
    }

    /** Skips unless a v1 hierarchy of this controller is there. */
    public static void needV1(String controller) {
        assumeTrue(hasV1(controller), "needs cgroup v1 controller " + controller);
    }

    /** Skips unless this process is root and has a capability, given by its number. */
    public static void needCapability(int number, String name) {
        long effective = Long.parseUnsignedLong(statusField("self", "CapEff"), 16);
        assumeTrue((effective >> number & 1) == 1, "needs " + name + " on the host");
    }

    /** Skips where the kernel has no NUMA memory policies. */
    public static void needNuma() {
        assumeTrue(Files.exists(Path.of("/proc/self/numa_maps")), "needs a kernel with NUMA");
    }

    /** What a file of the kernel says, without the NUL or line end that some have at the end. */
    public static String text(String path) {
        try {
            return Files.readString(Path.of(path)).replace("\0", "").strip();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Skips unless systemd is the machine's init. */
    public static void needSystemd() {
        assumeTrue(Files.isDirectory(Path.of("/run/systemd/system")), "needs systemd as init");
    }

    /** Skips unless a program is installed. */
    public static void needProgram(String path) {
        assumeTrue(Files.isExecutable(Path.of(path)), "needs " + path);
    }

    /** Skips unless criu is installed, and works on this kernel. */
    public static void needCriu() {
        assumeTrue(CriuCheck.PASSES, "needs a criu whose check passes");
    }

    /**
     * Skips where there is a criu that works: how its lack is told is what such a test is about.
     */
    public static void needNoCriu() {
        assumeFalse(CriuCheck.PASSES, "needs a machine without a criu whose check passes");
    }

    /** Whether {@code criu check} is content; asked once. */
    private static final class CriuCheck {
        static final boolean PASSES = passes();

        private static boolean passes() {
            try {
                return new ProcessBuilder("criu", "check")
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0;
            } catch (IOException notInstalled) {
                return false;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    /** Whether a text file has this line. */
    public static boolean hasLine(String file, String line) {
        try {
            return Files.readAllLines(Path.of(file)).contains(line);
        } catch (NoSuchFileException absent) {
            return false;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The process that traces another; 0 for none. */
    public static long tracer(long pid) {
        return Long.parseLong(statusField(Long.toString(pid), "TracerPid"));
    }

    private static String statusField(String process, String name) {
        try {
            return Files.readAllLines(Path.of("/proc", process, "status")).stream()
                    .filter(line -> line.startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElseThrow();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<String[]> mountFields() {
        try {
            return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                    .map(line -> line.split(" ", -1))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
