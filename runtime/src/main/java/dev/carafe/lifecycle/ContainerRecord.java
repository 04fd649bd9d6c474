package dev.carafe.lifecycle;

import dev.carafe.cgroup.Cgroup;
import dev.carafe.linux.ProcessReference;
import dev.carafe.spec.ContainerState.Status;
import dev.carafe.state.ContainerDirectory;
import dev.carafe.state.StatusProbe;
import dev.carafe.state.StoreException;
import dev.carafe.state.StoredContainer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A container that exists, as far as create has committed it.
 *
 * @param site where it was found
 * @param directory its directory
 * @param stored what create stored
 */
record ContainerRecord(Site site, ContainerDirectory directory, StoredContainer stored) {
    /** The namespace type's name, for which a container that makes its own has a /proc path. */
    private static final String PID_NAMESPACE = "pid";

    /**
     * Finds a container. What a dead client left half-made or half-deleted is cleaned up first, so
     * that it is not found.
     *
     * @throws StateException when there is none, or it is still being created
     */
    static ContainerRecord find(Site site, String id) {
        new Recover(site).ifAbandoned(id);
        try {
            return of(site, site.store().find(id));
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NOT_FOUND) {
                throw StateException.missing(id, site.store().root());
            }
            throw e;
        }
    }

    /**
     * The container in a directory.
     *
     * @throws StateException when it is still being created
     */
    static ContainerRecord of(Site site, ContainerDirectory directory) {
        Optional<StoredContainer> stored = directory.state();
        if (stored.isEmpty()) {
            throw StateException.beingCreated(directory.id());
        }
        return new ContainerRecord(site, directory, stored.get());
    }

    Cgroup cgroup() {
        return site.cgroups().open(stored.cgroups());
    }

    Status status() {
        return StatusProbe.status(directory, stored, () -> cgroup().isFrozen());
    }

    /**
     * As it is shown.
     *
     * @param owner name of who owns it
     */
    ContainerView view(Status status, String owner) {
        return new ContainerView(
                stored.ociVersion(),
                stored.id(),
                status == Status.STOPPED ? 0 : stored.init().pid(),
                status,
                Path.of(stored.bundle()),
                Path.of(stored.rootfs()),
                Instant.parse(stored.created()),
                stored.annotations(),
                owner);
    }

    ProcessReference init() {
        return stored.init();
    }

    /**
     * Whether the container's processes die with init, since they are in a pid namespace that was
     * made for it.
     */
    boolean hasOwnPidNamespace() {
        String own = "/proc/" + init().pid() + "/";
        return stored.namespacePaths().getOrDefault(PID_NAMESPACE, "").startsWith(own);
    }

    /** Where a property of its config.json is. */
    ErrorPlace at(String pointer) {
        return ConfigText.at(
                Path.of(stored.bundle()), stored.config(), stored.configDigest(), pointer);
    }

    /** Its state for hooks. */
    byte[] state(Status status, int pid) {
        return new StateDocument(
                        stored.ociVersion(), stored.id(), stored.bundle(), stored.annotations())
                .json(status, pid);
    }
}
