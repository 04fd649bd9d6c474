package dev.carafe.lifecycle;

import dev.carafe.cgroup.CgroupException;
import dev.carafe.cgroup.ResctrlSchemata;
import dev.carafe.spec.ContainerState.Status;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.resources.Pids;
import dev.carafe.spec.resources.Resources;
import dev.carafe.state.LockedContainer;
import java.nio.file.Path;
import java.util.List;

/**
 * Changes the limits of a container that has a process.
 *
 * @param site where the container is
 */
public record UpdateContainer(Site site) {
    /** Where limits stand in config.json. */
    private static final String RESOURCES = "/linux/resources";

    /**
     * Changes all of them or none.
     *
     * @throws StateException when there is no such container, or it is stopped
     * @throws RequestException naming what is refused, the file and the value
     */
    public void update(String id, LimitChange change) {
        requireProcess(ContainerRecord.find(site, id));
        try (LockedContainer locked = Locking.lock(site, id)) {
            ContainerRecord container = ContainerRecord.of(site, locked.directory());
            requireProcess(container);
            // What was read from a pipe cannot be read again, so it is not begun anew.
            site.client().recoverWith(List.of());
            update(container, change);
        } catch (CgroupException e) {
            throw refused(change, e);
        }
    }

    private void update(ContainerRecord container, LimitChange change) {
        List<String> lines = change.schemata();
        if (lines.isEmpty()) {
            updateLimits(container, change);
            return;
        }
        ResctrlSchemata schemata = schemata(container);
        List<String> before = schemata.read();
        schemata.write(lines);
        try {
            updateLimits(container, change);
        } catch (CgroupException e) {
            schemata.write(before);
            throw e;
        }
    }

    private void updateLimits(ContainerRecord container, LimitChange change) {
        for (Problem warning : container.cgroup().update(withoutZeroPids(change.resources()))) {
            site.diagnostics().warn(place(change, warning.pointer()) + warning.message());
        }
    }

    private ResctrlSchemata schemata(ContainerRecord container) {
        if (site.facts().resctrl().isEmpty()) {
            throw new RequestException(
                    "Intel RDT: l3 cache and memory bandwidth schema are not enabled: this host has"
                            + " no mounted resctrl file system");
        }
        return container.stored().resctrl().stream()
                .findFirst()
                .map(group -> new ResctrlSchemata(Path.of(group)))
                .orElseThrow(() ->
                        new RequestException(
                                "Intel RDT: \"%s\" has no resctrl group of its own; have linux.intelRdt in its config.json"
                                        .formatted(container.stored().id())));
    }

    /** As in runc: Go's writers of an older specification could not leave the limit out. */
    private static Resources withoutZeroPids(Resources resources) {
        Pids pids = resources.pids();
        boolean isZero = pids != null && pids.limit() != null && pids.limit() == 0;
        return new Resources(
                resources.devices(),
                resources.memory(),
                resources.cpu(),
                isZero ? null : pids,
                resources.blockIo(),
                resources.hugepageLimits(),
                resources.network(),
                resources.rdma(),
                resources.unified());
    }

    private static RequestException refused(LimitChange change, CgroupException e) {
        RequestException refused =
                new RequestException(
                        place(change, e.pointer()) + e.getMessage(), ErrorDetail.of(e));
        for (Throwable left : e.getSuppressed()) {
            refused.addSuppressed(left);
        }
        return refused;
    }

    /** The properties are named by where they stand in config.json. */
    private static String place(LimitChange change, String pointer) {
        return pointer.startsWith(RESOURCES)
                ? change.places().apply(pointer.substring(RESOURCES.length()))
                : "";
    }

    private static void requireProcess(ContainerRecord container) {
        Status status = container.status();
        switch (status) {
            case CREATED, RUNNING, PAUSED -> {}
            case STOPPED, CREATING ->
                    throw StateException.notRunning(container.stored().id(), status);
        }
    }
}
