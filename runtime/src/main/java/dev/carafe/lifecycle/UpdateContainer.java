package dev.carafe.lifecycle;

import dev.carafe.cgroup.CgroupException;
import dev.carafe.cgroup.ResctrlSchemata;
import dev.carafe.linux.ProcessReference;
import dev.carafe.spec.ContainerState.Status;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.resources.DeviceRule;
import dev.carafe.spec.resources.Pids;
import dev.carafe.spec.resources.Resources;
import dev.carafe.state.Intent;
import dev.carafe.state.LockedContainer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

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
            // What was read from a pipe cannot be read again, so it is undone, not begun anew.
            site.client().recoverWith(Invocations.of(site, "recover", id));
            warnOfDevices(container, change);
            for (Problem warning : update(locked, container, change)) {
                site.diagnostics().warn(place(change, warning.pointer()) + warning.message());
            }
        } catch (CgroupException e) {
            throw refused(change, e);
        }
    }

    /**
     * Device rules are left alone, as in runc: engines send config.json's again with every change
     * of a limit, and what hooks and others have allowed since, such as a GPU, is to last. Other
     * rules than those are told of.
     */
    private void warnOfDevices(ContainerRecord container, LimitChange change) {
        List<DeviceRule> rules = change.resources().devices();
        if (rules.isEmpty()) {
            return;
        }
        Resources made = StoredConfig.read(container, site.configs()).config().linux().resources();
        if (made == null || !rules.equals(made.devices())) {
            site.diagnostics()
                    .warn(
                            place(change, RESOURCES + "/devices")
                                    + "has no effect: an update leaves device rules as they are");
        }
    }

    /** The record of what was is there from before the first write until all is done, or undone. */
    private List<Problem> update(
            LockedContainer locked, ContainerRecord container, LimitChange change) {
        Optional<ResctrlSchemata> schemata =
                change.schemata().isEmpty() ? Optional.empty() : Optional.of(schemata(container));
        Map<Path, String> before = new LinkedHashMap<>();
        schemata.ifPresent(group -> before.put(group.file(), group.text()));
        Consumer<Map<Path, String>> begin =
                limits -> {
                    before.putAll(limits);
                    ProcessReference client = site.client().process();
                    locked.intend(Intent.update(client, container.stored(), before));
                    schemata.ifPresent(group -> group.write(change.schemata()));
                };
        try {
            Resources resources = withoutZeroPids(change.resources());
            List<Problem> warnings = container.cgroup().update(resources, begin);
            locked.withdraw(Intent.Action.UPDATE);
            return warnings;
        } catch (CgroupException e) {
            new Teardown()
                    .step(() -> restoreSchemata(before))
                    .step(() -> locked.withdraw(Intent.Action.UPDATE))
                    .addTo(e);
            throw e;
        }
    }

    /**
     * Puts back what an update has changed that was interrupted. What cannot be put back is told,
     * and is no reason to try again: the container can be used, and deleted, all the same.
     */
    void rollBack(LockedContainer locked, ContainerRecord container, Intent intent) {
        Map<Path, String> limits = new LinkedHashMap<>(intent.before());
        limits.keySet().removeIf(ResctrlSchemata::isFile);
        for (Runnable step :
                List.<Runnable>of(
                        () -> container.cgroup().restore(limits),
                        () -> restoreSchemata(intent.before()))) {
            try {
                step.run();
            } catch (CgroupException e) {
                site.diagnostics()
                        .warn(
                                "an update of \"%s\" was interrupted, and cannot be undone: %s"
                                        .formatted(container.stored().id(), e.getMessage()));
            }
        }
        locked.withdraw(Intent.Action.UPDATE);
    }

    private static void restoreSchemata(Map<Path, String> before) {
        before.forEach((file, text) -> {
            if (ResctrlSchemata.isFile(file)) {
                ResctrlSchemata.of(file).write(text.lines().toList());
            }
        });
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
