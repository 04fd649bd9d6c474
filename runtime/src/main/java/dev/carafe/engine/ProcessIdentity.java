package dev.carafe.engine;

import dev.carafe.linux.Errno;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

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

    private static final Pattern SPACES = Pattern.compile("\\s+");

    private static final List<String> NAMESPACES = List.of("mnt", "pid", "user", "cgroup");

    /** Fields of {@code /proc/PID/status} and what people call them. */
    private static final Map<String, String> STATUS =
            Map.ofEntries(
                    Map.entry("Uid", "user ids"),
                    Map.entry("Gid", "group ids"),
                    Map.entry("Groups", "additional groups"),
                    Map.entry("CapInh", "inheritable capabilities"),
                    Map.entry("CapPrm", "permitted capabilities"),
                    Map.entry("CapEff", "effective capabilities"),
                    Map.entry("CapBnd", "bounding capabilities"),
                    Map.entry("CapAmb", "ambient capabilities"),
                    Map.entry("NoNewPrivs", "no-new-privileges"),
                    Map.entry("Seccomp", "seccomp mode"),
                    // Which ones they are nobody tells; a sandbox adds its own to those of a host.
                    Map.entry("Seccomp_filters", "number of seccomp filters"));

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
        Map<String, String> fields = new HashMap<>();
        // Every caller waits for this. Names of programs are bytes, in lines of their own.
        String status = Files.readString(process.resolve("status"), StandardCharsets.ISO_8859_1);
        for (int start = 0, end = status.indexOf('\n'); end >= 0; ) {
            int colon = status.indexOf(':', start);
            String name = status.substring(start, Math.clamp(colon, start, end));
            if (STATUS.containsKey(name)) {
                fields.put(name, status.substring(colon + 1, end).strip());
            }
            start = end + 1;
            end = status.indexOf('\n', start);
        }
        STATUS.forEach((field, name) -> {
            String value = fields.getOrDefault(field, "absent");
            facts.put(
                    name,
                    field.equals("Groups") ? groups(value, fields.getOrDefault("Gid", "")) : value);
        });
    }

    /** A login shell lists its own group among the additional ones, a service does not. */
    private static String groups(String additional, String own) {
        SortedSet<String> all =
                new TreeSet<>(List.of(SPACES.split((additional + " " + own).strip())));
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
