package dev.carafe.linux;

/** How the host mounts its control groups; see cgroups(7). */
public enum CgroupMode {
    /** Only version 1 hierarchies. */
    V1,
    /** Version 1 hierarchies that hold the controllers, and a version 2 hierarchy beside them. */
    HYBRID,
    /** One version 2 hierarchy. */
    V2
}
