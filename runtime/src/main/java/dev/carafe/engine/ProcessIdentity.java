package dev.carafe.engine;

import dev.carafe.linux.Errno;
import dev.carafe.linux.KernelException;
import dev.carafe.linux.ProcFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.StringTokenizer;
import java.util.TreeSet;

/**
 * What a process may do, as far as the kernel decides it by who the process is: two processes of
 * equal identity can do the same to the host. See namespaces(7), credentials(7), proc(5).
 *
 * @param facts by name, as an error would call it
 */
record ProcessIdentity(Map<String, String> facts) {
    private static final String LABEL = "security label";

    /** What no label is, as they have no spaces at their ends. */
    private static final String NO_LABELS = " ";

    private static final List<String> NAMESPACES = List.of("mnt", "pid", "user", "cgroup");

    /**
     * A field of {@code /proc/PID/status}.
     *
     * @param start how its line begins, with the end of the one before
     * @param name what people call it
     */
    private record Field(String start, String name) {
        static Field of(String key, String name) {
            return new Field("\n" + key + ":", name);
        }
    }

    private static final Field GID = Field.of("Gid", "group ids");
    private static final Field GROUPS = Field.of("Groups", "additional groups");

    /** In the order of the file, which is read for every caller. */
    private static final List<Field> STATUS =
            List.of(
                    Field.of("Uid", "user ids"),
                    GID,
                    GROUPS,
                    Field.of("CapInh", "inheritable capabilities"),
                    Field.of("CapPrm", "permitted capabilities"),
                    Field.of("CapEff", "effective capabilities"),
                    Field.of("CapBnd", "bounding capabilities"),
                    Field.of("CapAmb", "ambient capabilities"),
                    Field.of("NoNewPrivs", "no-new-privileges"),
                    Field.of("Seccomp", "seccomp mode"),
                    // Which ones they are nobody tells; a sandbox adds its own to those of a host.
                    Field.of("Seccomp_filters", "number of seccomp filters"));

    /**
     * Reads the identity of a process.
     *
     * @param process its directory in procfs
     * @throws IOException when the process is gone, or its facts are not for us to see
     */
    static ProcessIdentity read(Path process) throws IOException {
        return read(process, true);
    }

    /**
     * Reads the identity of a process, to be compared with this one. Where this one has no label
     * there are none on this host.
     *
     * @param process its directory in procfs
     * @throws IOException when the process is gone, or its facts are not for us to see
     */
    ProcessIdentity readOther(Path process) throws IOException {
        return read(process, !NO_LABELS.equals(facts.get(LABEL)));
    }

    private static ProcessIdentity read(Path process, boolean labels) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        for (String namespace : NAMESPACES) {
            Path link = process.resolve("ns").resolve(namespace);
            facts.put(namespace + " namespace", Files.readSymbolicLink(link).toString());
        }
        facts.put("root directory", root(process));
        readStatus(process, facts);
        facts.put(LABEL, labels ? label(process) : NO_LABELS);
        return new ProcessIdentity(facts);
    }

    /** The names of the facts that differ from another identity's. */
    List<String> differences(ProcessIdentity other) {
        List<String> names = new ArrayList<>();
        facts.forEach((name, value) -> {
            if (!value.equals(other.facts().get(name))) {
                names.add(name);
            }
        });
        return names;
    }

    /** Its path and its inode: either alone can be equal for two different views of the files. */
    private static String root(Path process) throws IOException {
        Path link = process.resolve("root");
        Object inode = Files.readAttributes(link, BasicFileAttributes.class).fileKey();
        return Files.readSymbolicLink(link) + " " + inode;
    }

    private static void readStatus(Path process, Map<String, String> facts) throws IOException {
        // Every caller waits for this. Names of programs are bytes, in lines of their own.
        String status = status(process);
        String group = "";
        int from = 0;
        for (Field field : STATUS) {
            int line = status.indexOf(field.start(), from);
            if (line < 0) {
                // In a kernel that has the fields in another order.
                line = status.indexOf(field.start());
            }
            from = Math.max(line, 0);
            String value = line < 0 ? "absent" : valueAt(status, line, field);
            if (field.equals(GID)) {
                group = value;
            }
            facts.put(field.name(), field.equals(GROUPS) ? groups(value, group) : value);
        }
    }

    private static String status(Path process) throws IOException {
        try {
            byte[] status = ProcFile.read(process.resolve("status"));
            return new String(status, StandardCharsets.ISO_8859_1);
        } catch (KernelException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static String valueAt(String status, int line, Field field) {
        int value = line + field.start().length();
        int end = status.indexOf('\n', value);
        return status.substring(value, end < 0 ? status.length() : end).strip();
    }

    /** A login shell lists its own group among the additional ones, a service does not. */
    private static String groups(String additional, String own) {
        SortedSet<String> all = new TreeSet<>();
        for (StringTokenizer ids = new StringTokenizer(additional + " " + own);
                ids.hasMoreTokens(); ) {
            all.add(ids.nextToken());
        }
        return String.join(" ", all);
    }

    /**
     * The label of the Linux security module. Without a module, and none can come later, the kernel
     * refuses every read with EINVAL; with one, our own label can be read, and so differs from one
     * that cannot.
     */
    private static String label(Path process) {
        try {
            byte[] label = Files.readAllBytes(process.resolve("attr").resolve("current"));
            return new String(label, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            boolean none = Errno.of(e).filter(errno -> errno == Errno.EINVAL).isPresent();
            return none ? NO_LABELS : "unreadable";
        }
    }
}
