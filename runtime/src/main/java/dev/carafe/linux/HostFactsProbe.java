package dev.carafe.linux;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the facts about the host, and where a caller stands in its control groups. */
public final class HostFactsProbe {
    private static final int EFFECTIVE = 1;

    /** Field of proc_pid_mountinfo(5). */
    private static final int MOUNT_POINT = 4;

    private final Path proc;
    private final Path sys;
    private final List<Path> helperDirectories;

    /** A probe of the running host. */
    public HostFactsProbe() {
        this(Path.of("/proc"), Path.of("/sys"), List.of(Path.of("/usr/bin"), Path.of("/bin")));
    }

    /**
     * A probe of any tree.
     *
     * @param proc where procfs is
     * @param sys where sysfs is
     * @param helperDirectories where set-uid helpers are looked for, in order
     */
    public HostFactsProbe(Path proc, Path sys, List<Path> helperDirectories) {
        this.proc = proc;
        this.sys = sys;
        this.helperDirectories = List.copyOf(helperDirectories);
    }

    /**
     * Looks. The control groups are the caller's: a resident engine is in one of its own.
     *
     * @param caller process id of the client
     * @throws UncheckedIOException when procfs cannot be read, or the caller is gone
     */
    public HostFacts probe(int caller) {
        return facts(CgroupMountsProbe.read(cgroupMounts(), place(caller)));
    }

    /** All but what the caller's place in the control groups is. */
    HostFacts facts(CgroupMounts cgroups) {
        List<String> status = lines("self/status");
        List<String> mountinfo = lines("self/mountinfo");
        return new HostFacts(
                id(status, "Uid:"),
                id(status, "Gid:"),
                Long.parseUnsignedLong(field(status, "CapEff:"), 16),
                Integer.parseInt(lines("sys/kernel/cap_last_cap").getFirst().strip()),
                inUserNamespace(),
                cgroups,
                SecurityModulesProbe.probe(sys, proc, mountinfo),
                resctrl(mountinfo),
                helper("newuidmap"),
                helper("newgidmap"));
    }

    /** The lines of mountinfo that are about control groups, and perhaps some others. */
    List<String> cgroupMounts() {
        return lines("self/mountinfo").stream().filter(line -> line.contains("cgroup")).toList();
    }

    /** The caller's place in each hierarchy, as {@code /proc/PID/cgroup} has it. */
    List<String> place(int caller) {
        return lines(caller + "/cgroup");
    }

    /** Real, effective, saved and file system id follow the name; an id is unsigned. */
    private static int id(List<String> status, String name) {
        return Integer.parseUnsignedInt(field(status, name).split("\\s+", -1)[EFFECTIVE]);
    }

    private static String field(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .map(line -> line.substring(name.length()).strip())
                .orElseThrow(
                        () -> new IllegalStateException("no " + name + " in /proc/self/status"));
    }

    /** The initial user namespace, and none that is made by hand, maps all of 32 bits to itself. */
    private boolean inUserNamespace() {
        List<String> map = lines("self/uid_map");
        return map.size() != 1 || !map.getFirst().strip().matches("0\\s+0\\s+4294967295");
    }

    private static Optional<Path> resctrl(List<String> mountinfo) {
        return mountinfo.stream()
                .filter(line -> line.contains(" - resctrl "))
                .map(line -> Path.of(line.split(" ", -1)[MOUNT_POINT]))
                .findFirst();
    }

    /** A set-uid helper, where it is installed. */
    Optional<Path> helper(String name) {
        return helperDirectories.stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private List<String> lines(String file) {
        // In one read, which Files.readAllBytes does not do: a sysctl ends after the first.
        try (InputStream in = Files.newInputStream(proc.resolve(file))) {
            // Paths among the lines can be any bytes, and most are none of our business.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
