package dev.carafe.spec;

/**
 * Mount propagation of the root filesystem; mount_namespaces(7).
 *
 * <p>The spec lists the four plain words; the recursive ones are runc's addition, which Docker and
 * Podman use.
 */
public enum RootfsPropagation {
    /** A peer group of its own. */
    SHARED("shared"),
    /** The same, for all mounts below too. */
    RSHARED("rshared"),
    /** Receives events, sends none. */
    SLAVE("slave"),
    /** The same, for all mounts below too. */
    RSLAVE("rslave"),
    /** Neither receives nor sends events. */
    PRIVATE("private"),
    /** The same, for all mounts below too. */
    RPRIVATE("rprivate"),
    /** Private, and cannot be bind-mounted. */
    UNBINDABLE("unbindable"),
    /** The same, for all mounts below too. */
    RUNBINDABLE("runbindable");

    private final String json;

    RootfsPropagation(String json) {
        this.json = json;
    }

    /** The word in JSON. */
    public String json() {
        return json;
    }
}
