package dev.carafe.cgroup;

import dev.carafe.linux.Errno;
import dev.carafe.spec.IntelRdt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A group of resctrl for {@code linux.intelRdt}, with a monitoring group where one is asked for;
 * runtime-spec config-linux.md, "IntelRdt", and <a
 * href="https://docs.kernel.org/arch/x86/resctrl.html">resctrl</a>.
 *
 * <p>A group that {@code closID} names belongs to whoever named it: it is made where there is none,
 * and never removed.
 */
public final class ResctrlGroup {
    private static final String POINTER = "/linux/intelRdt";
    private static final String CLOS_ID = POINTER + "/closID";
    private static final String MONITORING = POINTER + "/enableMonitoring";
    private static final String ROOT = "/";

    private final IntelRdt intelRdt;
    private final Path mount;
    private final Path group;
    private final Optional<Path> monitoring;

    private ResctrlGroup(IntelRdt intelRdt, Path mount, Path group, Optional<Path> monitoring) {
        this.intelRdt = intelRdt;
        this.mount = mount;
        this.group = group;
        this.monitoring = monitoring;
    }

    /**
     * Where the container belongs; makes nothing.
     *
     * @param mount where resctrl is mounted, if it is
     * @param id the container's id
     * @throws CgroupException when there is no such place
     */
    public static ResctrlGroup plan(IntelRdt intelRdt, Optional<Path> mount, String id) {
        if (mount.isEmpty()) {
            throw new CgroupException(
                    POINTER,
                    "needs a mounted resctrl file system, and this host has none; mount -t resctrl"
                            + " resctrl /sys/fs/resctrl, where kernel and processor have it");
        }
        Path root = mount.get();
        String name = closId(intelRdt).orElse(id);
        Path group = name.equals(ROOT) ? root : root.resolve(name);
        Optional<Path> monitoring =
                intelRdt.enableMonitoring()
                        ? Optional.of(group.resolve("mon_groups").resolve(id))
                        : Optional.empty();
        ResctrlGroup planned = new ResctrlGroup(intelRdt, root, group, monitoring);
        planned.check();
        return planned;
    }

    private void check() {
        boolean isThere = Files.isDirectory(group);
        boolean isNamed = closId(intelRdt).isPresent();
        if (isNamed && !isThere && lines().isEmpty()) {
            throw new CgroupException(
                    CLOS_ID, group + " does not exist, and there is no schema to make it with");
        }
        if (isNamed && isThere) {
            compare();
        }
        for (Path own : owned()) {
            if (Files.exists(own)) {
                throw new CgroupException(
                        POINTER, own + " exists already: another container has that id");
            }
        }
    }

    /** What a group that is there must agree with, as the specification has it. */
    private void compare() {
        String current = CgroupFiles.read(group, "schemata");
        compare(POINTER + "/l3CacheSchema", text(intelRdt.l3CacheSchema()), current);
        compare(POINTER + "/memBwSchema", text(intelRdt.memBwSchema()), current);
    }

    private void compare(String pointer, String wanted, String current) {
        if (!wanted.isEmpty() && !Schema.isContained(wanted, current)) {
            throw new CgroupException(
                    pointer,
                    "%s is there already, with another schema: %s"
                            .formatted(group, String.join(" ", current.split("\\s+", -1))));
        }
    }

    /** The directories that are made for this container alone, topmost first. */
    public List<Path> owned() {
        List<Path> owned = new ArrayList<>();
        if (closId(intelRdt).isEmpty()) {
            owned.add(group);
        }
        monitoring.ifPresent(owned::add);
        return owned;
    }

    /**
     * Makes the directories and writes the schemata.
     *
     * @throws CgroupException naming the file, the value and the property
     */
    public void make() {
        if (!Files.isDirectory(group)) {
            make(group, closId(intelRdt).isPresent() ? CLOS_ID : POINTER);
        }
        List<String> lines = lines();
        if (!lines.isEmpty()) {
            try {
                CgroupFiles.write(
                        group, "schemata", String.join("\n", lines) + "\n", POINTER + "/schemata");
            } catch (CgroupException e) {
                throw e.withHint(POINTER, "the kernel says: " + lastStatus());
            }
        }
        monitoring.ifPresent(directory -> make(directory, MONITORING));
    }

    /**
     * Moves a process there, with what it forks from then on.
     *
     * @param pid of an init that has not begun
     */
    public void join(int pid) {
        CgroupFiles.write(group, "tasks", Integer.toString(pid), POINTER);
        monitoring.ifPresent(directory ->
                CgroupFiles.write(directory, "tasks", Integer.toString(pid), MONITORING));
    }

    private void make(Path directory, String pointer) {
        try {
            Files.createDirectory(directory);
        } catch (IOException e) {
            throw CgroupException.call(pointer, "mkdir", directory, Errno.of(e).orElse(null), e)
                    .withHint(pointer, "the kernel says: " + lastStatus());
        }
    }

    /** Why the last change was refused, in the kernel's words. */
    private String lastStatus() {
        try {
            return Files.readString(mount.resolve("info/last_cmd_status")).strip();
        } catch (IOException e) {
            return "nothing more";
        }
    }

    /** In the order in which they must be written. */
    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(text(intelRdt.l3CacheSchema()));
        lines.add(text(intelRdt.memBwSchema()));
        lines.addAll(intelRdt.schemata());
        lines.removeIf(String::isBlank);
        return lines;
    }

    private static Optional<String> closId(IntelRdt intelRdt) {
        return Optional.ofNullable(intelRdt.closId()).filter(name -> !name.isEmpty());
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** A line of a schemata file: {@code MB:0= 20;1= 70}. */
    private record Schema(String resource, List<String> domains) {
        static Schema of(String line) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                return new Schema(line.strip(), List.of());
            }
            List<String> domains = new ArrayList<>();
            for (String domain : line.substring(colon + 1).split(";", -1)) {
                // The kernel pads the numbers; people write bit masks with zeros before them.
                String packed = domain.replaceAll("\\s", "").replaceFirst("=0+(?=.)", "=");
                domains.add(packed.toLowerCase(Locale.ROOT));
            }
            return new Schema(line.substring(0, colon).strip(), domains);
        }

        /** Whether a line's domains all stand in a file's line of the same resource. */
        static boolean isContained(String wanted, String schemata) {
            Schema schema = of(wanted);
            return schemata.lines()
                    .map(Schema::of)
                    .anyMatch(line ->
                            line.resource().equals(schema.resource())
                                    && line.domains().containsAll(schema.domains()));
        }
    }
}
