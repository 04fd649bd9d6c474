package dev.carafe.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Writes config.json files at random, most of them valid. */
final class RandomConfig {
    private static final List<String> PATHS =
            List.of(
                    "/proc",
                    "/dev",
                    "/dev/shm",
                    "/sys",
                    "/sys/fs/cgroup",
                    "/data",
                    "/a/../b",
                    "rel",
                    "/proc/uptime",
                    "/",
                    "/ü/λ",
                    "/dev/ptmx",
                    "/proc/1");
    private static final List<String> ABSOLUTE =
            PATHS.stream().filter(path -> path.startsWith("/")).toList();
    private static final List<String> TYPES =
            List.of("proc", "tmpfs", "sysfs", "devpts", "mqueue", "cgroup", "bind", "overlay");
    private static final List<String> NAMESPACES =
            List.of("pid", "network", "ipc", "uts", "user", "cgroup", "time");
    private static final List<String> CAPABILITIES =
            List.of("CAP_CHOWN", "CAP_KILL", "CAP_BPF", "CAP_UNHEARD_OF", "CAP_SYS_ADMIN");
    private static final List<String> RLIMITS =
            List.of("RLIMIT_NOFILE", "RLIMIT_CORE", "RLIMIT_NPROC");

    private final Random random;
    private final List<String> options;

    RandomConfig(Random random) {
        this.random = random;
        this.options = new ArrayList<>(MountOption.BY_NAME.keySet().stream().sorted().toList());
        options.addAll(List.of("size=1m", "mode=1777", "uid=0", "gid=5", "x", "a=b,c=d"));
    }

    String next() {
        return "{\"ociVersion\":\"1.2.0\",\"root\":{\"path\":"
                + string(pick(List.of("rootfs", "/abs/root", "../up")))
                + (chance(30) ? ",\"readonly\":true" : "")
                + "},\"process\":"
                + process()
                + ",\"mounts\":"
                + list(5, this::mount)
                + (chance(30) ? ",\"hooks\":{" + hooks() + "}" : "")
                + ",\"linux\":{"
                + namespaces()
                + ",\"maskedPaths\":"
                + list(3, () -> string(pick(ABSOLUTE)))
                + ",\"readonlyPaths\":"
                + list(3, () -> string(pick(ABSOLUTE)))
                + ",\"devices\":"
                + list(2, this::device)
                + (chance(20) ? ",\"personality\":{\"domain\":\"LINUX32\"}" : "")
                + (chance(20)
                        ? ",\"memoryPolicy\":{\"mode\":\"MPOL_PREFERRED\",\"nodes\":"
                                + string(pick(List.of("", "0", "1023", "0-2,9")))
                                + "}"
                        : "")
                + (chance(20)
                        ? ",\"rootfsPropagation\":"
                                + string(pick(List.of("shared", "slave", "private", "unbindable")))
                        : "")
                + "}}";
    }

    private String process() {
        return "{\"cwd\":"
                + string(pick(ABSOLUTE))
                + ",\"args\":["
                + string(pick(PATHS))
                + "]"
                + ",\"env\":"
                + list(
                        3,
                        () ->
                                string(
                                        pick(
                                                List.of(
                                                        "A=1",
                                                        "HOME=",
                                                        "HOME=/x",
                                                        "PATH=/bin",
                                                        "B=b=c"))))
                + ",\"user\":{\"uid\":"
                + random.nextInt(3)
                + ",\"gid\":4294967294,\"additionalGids\":"
                + list(2, () -> String.valueOf(random.nextInt(70000)))
                + "},\"terminal\":"
                + chance(20)
                + ",\"noNewPrivileges\":"
                + chance(50)
                + ",\"capabilities\":{\"bounding\":"
                + list(3, () -> string(pick(CAPABILITIES)))
                + ",\"ambient\":"
                + list(3, () -> string(pick(CAPABILITIES)))
                + "},\"rlimits\":"
                + list(
                        1,
                        () ->
                                "{\"type\":"
                                        + string(pick(RLIMITS))
                                        + ",\"hard\":18446744073709551615,\"soft\":10}")
                + (chance(20) ? ",\"scheduler\":" + scheduler() : "")
                + (chance(20)
                        ? ",\"ioPriority\":{\"class\":\"IOPRIO_CLASS_BE\",\"priority\":"
                                + random.nextInt(8)
                                + "}"
                        : "")
                + "}";
    }

    private String scheduler() {
        return pick(
                List.of(
                        "{\"policy\":\"SCHED_OTHER\",\"nice\":-20}",
                        "{\"policy\":\"SCHED_RR\",\"priority\":99}",
                        "{\"policy\":\"SCHED_DEADLINE\",\"runtime\":18446744073709551615}"));
    }

    private String mount() {
        return "{\"destination\":"
                + string(pick(PATHS))
                + (chance(80) ? ",\"type\":" + string(pick(TYPES)) : "")
                + (chance(80) ? ",\"source\":" + string(pick(PATHS)) : "")
                + ",\"options\":"
                + list(4, () -> string(pick(options)))
                + (chance(5)
                        ? ",\"uidMappings\":[{\"containerID\":0,\"hostID\":5,\"size\":1}]"
                                + ",\"gidMappings\":[{\"containerID\":0,\"hostID\":5,\"size\":1}]"
                        : "")
                + "}";
    }

    private String device() {
        return "{\"path\":"
                + string(pick(ABSOLUTE))
                + ",\"type\":"
                + string(pick(List.of("c", "b", "u", "p")))
                + ",\"major\":1,\"minor\":"
                + random.nextInt(256)
                + (chance(50) ? ",\"fileMode\":438" : "")
                + "}";
    }

    private String hooks() {
        List<String> kinds = List.of("prestart", "createContainer", "startContainer", "poststop");
        return string(pick(kinds))
                + ":"
                + list(
                        2,
                        () ->
                                "{\"path\":\"/bin/hook\",\"timeout\":"
                                        + (1 + random.nextInt(9))
                                        + "}");
    }

    private String namespaces() {
        List<String> all = new ArrayList<>();
        all.add("{\"type\":\"mount\"}");
        String mappings = "";
        for (String type : NAMESPACES) {
            if (chance(40)) {
                boolean isJoined = chance(25);
                String path = isJoined ? ",\"path\":\"/proc/7/ns/any\"" : "";
                all.add("{\"type\":" + string(type) + path + "}");
                mappings = type.equals("user") && !isJoined ? "," + mappings() : mappings;
            }
        }
        return "\"namespaces\":" + all + mappings;
    }

    private String mappings() {
        String one =
                "[{\"containerID\":0,\"hostID\":1000,\"size\":" + (1 + random.nextInt(3)) + "}]";
        return "\"uidMappings\":" + one + ",\"gidMappings\":" + one;
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private String list(int max, Supplier<String> item) {
        List<String> items = new ArrayList<>();
        for (int count = random.nextInt(max + 1); count > 0; count--) {
            items.add(item.get());
        }
        return items.toString();
    }

    private static String string(String value) {
        return '"' + value + '"';
    }
}
