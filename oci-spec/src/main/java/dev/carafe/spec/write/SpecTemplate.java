package dev.carafe.spec.write;

import dev.carafe.spec.Capabilities;
import dev.carafe.spec.Config;
import dev.carafe.spec.Hooks;
import dev.carafe.spec.IdMapping;
import dev.carafe.spec.Linux;
import dev.carafe.spec.Mount;
import dev.carafe.spec.Namespace;
import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.ProcessSpec;
import dev.carafe.spec.Rlimit;
import dev.carafe.spec.RlimitType;
import dev.carafe.spec.Root;
import dev.carafe.spec.User;
import dev.carafe.spec.resources.DeviceRule;
import dev.carafe.spec.resources.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The config.json that {@code spec} writes to start from: that of runc but for the host name, and,
 * as in current runc, without ambient capabilities, which need inheritable ones.
 */
public final class SpecTemplate {

    /** The version of the runtime-spec that carafe implements. */
    public static final String OCI_VERSION = "1.3.0";

    private static final List<String> CAPABILITIES =
            List.of("CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE");

    private static final List<String> MASKED_PATHS =
            List.of(
                    "/proc/acpi",
                    "/proc/asound",
                    "/proc/kcore",
                    "/proc/keys",
                    "/proc/latency_stats",
                    "/proc/timer_list",
                    "/proc/timer_stats",
                    "/proc/sched_debug",
                    "/sys/firmware",
                    "/proc/scsi");

    private static final List<String> READONLY_PATHS =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private SpecTemplate() {}

    /**
     * For a container made by root.
     *
     * @param cgroup2 whether the host has cgroup v2 only: then the container gets a cgroup
     *     namespace
     */
    public static Config rootful(boolean cgroup2) {
        List<NamespaceType> namespaces = new ArrayList<>();
        namespaces.add(NamespaceType.PID);
        namespaces.add(NamespaceType.NETWORK);
        namespaces.add(NamespaceType.IPC);
        namespaces.add(NamespaceType.UTS);
        namespaces.add(NamespaceType.MOUNT);
        if (cgroup2) {
            namespaces.add(NamespaceType.CGROUP);
        }
        DeviceRule denyAll = new DeviceRule(false, DeviceRule.Type.ALL, null, null, "rwm");
        Resources resources =
                new Resources(
                        List.of(denyAll),
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        null,
                        Map.of(),
                        Map.of());
        return config(mounts(false), List.of(), List.of(), resources, namespaces);
    }

    /**
     * For a container made without privileges: a user namespace, the host's network and no limits.
     *
     * @param uid effective user id of the caller, which becomes root inside
     * @param gid effective group id of the caller
     * @param cgroup2 whether the host has cgroup v2 only
     */
    public static Config rootless(long uid, long gid, boolean cgroup2) {
        List<NamespaceType> namespaces = new ArrayList<>();
        namespaces.add(NamespaceType.PID);
        namespaces.add(NamespaceType.IPC);
        namespaces.add(NamespaceType.UTS);
        namespaces.add(NamespaceType.MOUNT);
        if (cgroup2) {
            namespaces.add(NamespaceType.CGROUP);
        }
        namespaces.add(NamespaceType.USER);
        return config(
                mounts(true),
                List.of(new IdMapping(0, uid, 1)),
                List.of(new IdMapping(0, gid, 1)),
                null,
                namespaces);
    }

    private static Config config(
            List<Mount> mounts,
            List<IdMapping> uids,
            List<IdMapping> gids,
            @Nullable Resources resources,
            List<NamespaceType> types) {
        List<Namespace> namespaces = types.stream().map(type -> new Namespace(type, null)).toList();
        Linux linux =
                new Linux(
                        uids,
                        gids,
                        Map.of(),
                        resources,
                        null,
                        namespaces,
                        List.of(),
                        Map.of(),
                        null,
                        null,
                        MASKED_PATHS,
                        READONLY_PATHS,
                        null,
                        null,
                        null,
                        null,
                        Map.of());
        return new Config(
                OCI_VERSION,
                new Root("rootfs", true),
                process(),
                "carafe",
                null,
                mounts,
                Hooks.NONE,
                Map.of(),
                linux,
                Set.of());
    }

    private static ProcessSpec process() {
        return new ProcessSpec(
                true,
                null,
                new User(0, 0, null, List.of()),
                List.of("sh"),
                List.of(
                        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                        "TERM=xterm"),
                "/",
                new Capabilities(CAPABILITIES, CAPABILITIES, List.of(), CAPABILITIES, List.of()),
                List.of(new Rlimit(RlimitType.RLIMIT_NOFILE, 1024, 1024)),
                true,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static List<Mount> mounts(boolean rootless) {
        List<String> pts =
                new ArrayList<>(
                        List.of("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"));
        if (!rootless) {
            pts.add("gid=5");
        }
        return List.of(
                mount("/proc", "proc", "proc"),
                mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
                mount("/dev/pts", "devpts", "devpts", pts.toArray(String[]::new)),
                mount(
                        "/dev/shm",
                        "tmpfs",
                        "shm",
                        "nosuid",
                        "noexec",
                        "nodev",
                        "mode=1777",
                        "size=65536k"),
                mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"),
                rootless
                        ? mount("/sys", "none", "/sys", "rbind", "nosuid", "noexec", "nodev", "ro")
                        : mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"),
                mount(
                        "/sys/fs/cgroup",
                        "cgroup",
                        "cgroup",
                        "nosuid",
                        "noexec",
                        "nodev",
                        "relatime",
                        "ro"));
    }

    private static Mount mount(String destination, String type, String source, String... options) {
        return new Mount(destination, type, source, List.of(options), List.of(), List.of());
    }
}
