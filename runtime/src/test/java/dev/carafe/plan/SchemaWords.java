package dev.carafe.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Texts for the properties that a schema knows only by a pattern. */
final class SchemaWords {
    /** What is no value of most properties: what Go, C and people write by mistake. */
    static final List<String> HOSTILE =
            List.of(
                    "null",
                    "1.5",
                    "1e400",
                    "-1",
                    "18446744073709551616",
                    "\"\"",
                    "\"a\\u0000b\"",
                    "\"\\n\"",
                    "\"%s%n\"",
                    "[]",
                    "[null]",
                    "{}",
                    "{\"\":{}}",
                    "\"" + "x".repeat(5000) + "\"");

    /** Tried for every text, where they match the pattern. */
    private static final List<String> ANY =
            List.of(
                    "a",
                    "",
                    "/",
                    "/a/../b",
                    "/x/y",
                    "rel/ative",
                    "ü λ 😀",
                    "A=b",
                    "A==",
                    "0",
                    "0-3,7",
                    "3-1",
                    "1,,2",
                    "99999999999999999999",
                    "2MB",
                    "1.0.2-dev",
                    "1.3.0",
                    "2.0.0",
                    "rwm",
                    "r",
                    "..",
                    "%d",
                    "a,b",
                    "\u007f\t",
                    "MB:0=20",
                    "L3:0=f");

    /** By the end of the pointer. */
    private static final Map<String, List<String>> BY_PROPERTY =
            Map.ofEntries(
                    Map.entry("/root/path", List.of("rootfs", "/abs", "../up", ".")),
                    Map.entry("/args/*", List.of("sh", "/bin/sh", "-c")),
                    Map.entry(
                            "/destination",
                            List.of(
                                    "/proc",
                                    "/dev",
                                    "/dev/pts",
                                    "/sys/fs/cgroup",
                                    "/proc/stat",
                                    "rel")),
                    Map.entry(
                            "/mounts/*/type",
                            List.of(
                                    "proc", "tmpfs", "bind", "sysfs", "cgroup", "mqueue", "overlay",
                                    "none")),
                    Map.entry("/source", List.of("/src", "rel", "tmpfs", "proc")),
                    Map.entry("/capabilities/*", List.of("CAP_KILL", "CAP_SYS_ADMIN", "CAP_NEW")),
                    Map.entry(
                            "/sysctl/*name",
                            List.of(
                                    "net.core.somaxconn",
                                    "kernel.msgmax",
                                    "net/ipv4/x.y/z",
                                    "a..b")),
                    Map.entry(
                            "/unified/*name",
                            List.of("memory.max", "cgroup.procs", "pids.max", "x", "../y.z")),
                    Map.entry("/names/*", List.of("read", "chmod", "sendmsg", "no_such_call")),
                    Map.entry("/pageSize", List.of("2MB", "1GB", "64KB", "3MB")),
                    Map.entry("/closID", List.of("box", "/", "info")),
                    Map.entry(
                            "/annotations/*name",
                            List.of(
                                    "run.oci.keep_original_groups",
                                    "run.oci.mount_context_type",
                                    "x")));

    private static final List<String> OPTIONS = options();

    private SchemaWords() {}

    private static List<String> options() {
        List<String> options =
                new ArrayList<>(MountOption.BY_NAME.keySet().stream().sorted().toList());
        options.addAll(List.of("size=1m", "mode=1777", "x", "a=b,c=d", "lowerdir=/a:/b", "\"q\""));
        return options;
    }

    /** Texts for a property, all of which match the pattern; never none. */
    static List<String> of(String pointer, String pattern) {
        List<String> words = new ArrayList<>(ANY);
        if (pointer.endsWith("/options/*")) {
            return OPTIONS;
        }
        BY_PROPERTY.forEach((end, special) -> {
            if (pointer.endsWith(end)) {
                words.clear();
                words.addAll(special);
            }
        });
        Pattern allowed = Pattern.compile(pattern);
        List<String> fitting = words.stream().filter(w -> allowed.matcher(w).find()).toList();
        if (fitting.isEmpty()) {
            throw new IllegalStateException("no text for " + pointer + " matches " + pattern);
        }
        return fitting;
    }
}
