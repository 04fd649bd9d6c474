package dev.carafe.spec;

/** Types of namespaces; namespaces(7). */
public enum NamespaceType {
    /** Process ids. */
    PID("pid", 0x20000000),
    /** Network stack. */
    NETWORK("network", 0x40000000),
    /** Mount table. */
    MOUNT("mount", 0x00020000),
    /** System V IPC and POSIX message queues. */
    IPC("ipc", 0x08000000),
    /** Hostname and NIS domain name. */
    UTS("uts", 0x04000000),
    /** User and group ids, capabilities. */
    USER("user", 0x10000000),
    /** View of the cgroup hierarchy. */
    CGROUP("cgroup", 0x02000000),
    /** Monotonic and boot-time clocks. */
    TIME("time", 0x00000080);

    private final String json;
    private final int cloneFlag;

    NamespaceType(String json, int cloneFlag) {
        this.json = json;
        this.cloneFlag = cloneFlag;
    }

    /** The word in JSON. */
    public String json() {
        return json;
    }

    /** The {@code CLONE_NEW*} flag of {@code linux/sched.h}. */
    public int cloneFlag() {
        return cloneFlag;
    }

    /** Name of the type's link in {@code /proc/PID/ns}. */
    public String procName() {
        return switch (this) {
            case NETWORK -> "net";
            case MOUNT -> "mnt";
            case PID, IPC, UTS, USER, CGROUP, TIME -> json;
        };
    }
}
