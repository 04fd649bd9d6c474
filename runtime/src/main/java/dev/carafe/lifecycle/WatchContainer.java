package dev.carafe.lifecycle;

import dev.carafe.cgroup.Cgroup;
import dev.carafe.cgroup.OutOfMemory;
import dev.carafe.cgroup.Statistics;
import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.Descriptor;
import dev.carafe.linux.Errno;
import dev.carafe.linux.KernelException;
import dev.carafe.linux.Poll;
import dev.carafe.spec.ContainerState.Status;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells what a container uses, and when it runs out of memory.
 *
 * @param site where the container is
 */
public record WatchContainer(Site site) {
    /**
     * What it uses at this moment.
     *
     * @throws StateException when there is no such container, or it is stopped
     */
    public Statistics statistics(String id) {
        return find(id).cgroup().statistics();
    }

    /**
     * Tells again and again, until the container's process ends or the client goes.
     *
     * @param interval how often
     * @param statistics told what it uses
     * @param outOfMemory run when it has run out of memory
     * @throws StateException when there is no such container, or it is stopped
     */
    public void stream(
            String id, Duration interval, Consumer<Statistics> statistics, Runnable outOfMemory) {
        ContainerRecord container = find(id);
        Cgroup cgroup = container.cgroup();
        Optional<OutOfMemory> memory = cgroup.outOfMemory();
        try (Descriptor process = container.init().open()) {
            long next = System.nanoTime() + interval.toNanos();
            while (true) {
                Duration left = Duration.ofNanos(Math.max(1, next - System.nanoTime()));
                BitSet happened = await(process, memory, left);
                if (happened.get(1) && memory.isPresent() && memory.get().happened()) {
                    outOfMemory.run();
                }
                if (happened.get(0)) {
                    return;
                }
                if (System.nanoTime() - next >= 0) {
                    statistics.accept(cgroup.statistics());
                    next = System.nanoTime() + interval.toNanos();
                }
            }
        } catch (KernelException e) {
            if (e.errno() != Errno.ESRCH) {
                throw e;
            }
            // It has ended just now.
        } finally {
            memory.ifPresent(OutOfMemory::close);
        }
    }

    /** Bit 0: the process has ended; bit 1: something is to be learnt of its memory. */
    private BitSet await(Descriptor process, Optional<OutOfMemory> memory, Duration limit) {
        BitSet happened = new BitSet();
        boolean _ =
                site.client()
                        .await(
                                turn -> {
                                    happened.or(
                                            memory.map(m ->
                                                            Poll.readableOr(
                                                                    process,
                                                                    m.descriptor(),
                                                                    m.isToldByChange(),
                                                                    turn))
                                                    .orElseGet(() ->
                                                            Poll.readable(List.of(process), turn)));
                                    return !happened.isEmpty();
                                },
                                limit);
        return happened;
    }

    private ContainerRecord find(String id) {
        ContainerRecord container = ContainerRecord.find(site, id);
        if (container.status() == Status.STOPPED) {
            throw StateException.idNotRunning(id);
        }
        if (container.cgroup().directories().equals(CgroupDirectories.NONE)) {
            // Figures that are empty and not an error, as in runc.
            site.diagnostics()
                    .warn(
                            "container \"%s\" has no control group: nothing is known of what it uses"
                                    .formatted(id));
        }
        return container;
    }
}
