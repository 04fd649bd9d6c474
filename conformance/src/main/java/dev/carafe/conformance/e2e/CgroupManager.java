package dev.carafe.conformance.e2e;

import dev.carafe.conformance.harness.Lab;

/** How the engines manage cgroups: by path, or ({@code E2E_CGROUPS=systemd}) by systemd. */
enum CgroupManager {
    CGROUPFS("cgroupfs"),
    SYSTEMD("systemd");

    private final String word;

    CgroupManager(String word) {
        this.word = word;
    }

    /** The one that this run is about. */
    static CgroupManager wanted() {
        return "systemd".equals(System.getenv("E2E_CGROUPS")) ? SYSTEMD : CGROUPFS;
    }

    /** Its name to Docker and Podman. */
    String word() {
        return word;
    }

    /** What {@code --cgroup-parent} takes for containers of an engine. */
    String parent(Lab engine) {
        return switch (this) {
            case CGROUPFS -> "/" + engine.id();
            case SYSTEMD -> slice(engine);
        };
    }

    /**
     * The slice of an engine's containers. systemd puts it into one named by what is before the
     * dash.
     */
    String slice(Lab engine) {
        return engine.id() + ".slice";
    }

    /** After an engine's end: a slice stays for as long as nobody stops it. */
    void forget(Lab engine) {
        if (this == SYSTEMD) {
            engine.host("systemctl", "stop", slice(engine)).run().ok();
        }
    }
}
