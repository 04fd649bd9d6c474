package dev.carafe.conformance.e2e;

/** The engines, and how each is started for a class of tests. */
enum EngineKind {
    CONTAINERD(Containerd.class),
    DOCKER(Docker.class),
    PODMAN(Podman.class),
    PODMAN_ROOTLESS(RootlessPodman.class),
    CONMON(Conmon.class);

    private final Class<? extends AutoCloseable> type;

    EngineKind(Class<? extends AutoCloseable> type) {
        this.type = type;
    }

    /** Whether a test's parameter of this type is the engine. */
    boolean is(Class<?> parameter) {
        return parameter != Object.class && parameter.isAssignableFrom(type);
    }

    AutoCloseable start() {
        return switch (this) {
            case CONTAINERD -> Containerd.start();
            case DOCKER -> Docker.start();
            case PODMAN -> Podman.prepare();
            case PODMAN_ROOTLESS -> RootlessPodman.prepare();
            case CONMON -> Conmon.prepare();
        };
    }
}
