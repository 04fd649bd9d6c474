package dev.carafe.cgroup;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.Descriptor;
import dev.carafe.linux.Errno;
import dev.carafe.linux.KernelException;
import dev.carafe.linux.OpenFlags;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tells when a control group runs out of memory: version 1 by an event counter, version 2 by a file
 * that changes; <a href="https://docs.kernel.org/admin-guide/cgroup-v1/memory.html">Memory Resource
 * Controller</a>, and cgroup-v2, "memory.events".
 */
public final class OutOfMemory implements AutoCloseable {
    private final Descriptor event;
    private final Optional<Descriptor> control;
    private final Path events;
    private long kills;

    private OutOfMemory(Descriptor event, Optional<Descriptor> control, Path events) {
        this.event = event;
        this.control = control;
        this.events = events;
        this.kills = count();
        if (control.isEmpty()) {
            event.read();
        }
    }

    static Optional<OutOfMemory> of(CgroupDirectories directories) {
        Path v1 = directories.v1().get(Controller.MEMORY.v1Name());
        if (v1 != null) {
            return Optional.of(ofV1(v1));
        }
        Optional<Path> events = directories.v2().map(v2 -> v2.resolve("memory.events"));
        return events.filter(Files::exists)
                .map(file ->
                        new OutOfMemory(
                                Descriptor.open(file, OpenFlags.READ_ONLY, 0),
                                Optional.empty(),
                                file));
    }

    private static OutOfMemory ofV1(Path directory) {
        Path file = directory.resolve("memory.oom_control");
        Descriptor counter = Descriptor.eventCounter();
        Descriptor control = Descriptor.open(file, OpenFlags.READ_ONLY, 0);
        try {
            CgroupFiles.write(
                    directory,
                    "cgroup.event_control",
                    counter.number() + " " + control.number(),
                    "");
            return new OutOfMemory(counter, Optional.of(control), file);
        } catch (CgroupException e) {
            control.close();
            counter.close();
            throw e;
        }
    }

    /** What to wait for. */
    public Descriptor descriptor() {
        return event;
    }

    /** Whether the descriptor is a file that changes, rather than one that can be read then. */
    public boolean isToldByChange() {
        return control.isEmpty();
    }

    /**
     * Whether the group has run out of memory since this was asked before; to be asked when the
     * descriptor is ready, which it also is for other reasons, such as the group's end.
     */
    public boolean happened() {
        if (control.isPresent()) {
            event.read();
            return Files.exists(events);
        }
        // Reading from its beginning is what makes the descriptor wait for the next change.
        try {
            event.rewind();
            event.read();
        } catch (KernelException e) {
            if (e.errno() != Errno.ENODEV) {
                throw e;
            }
            return false; // the group was removed, for which the descriptor is ready as well
        }
        long now = count();
        boolean happened = now > kills;
        kills = now;
        return happened;
    }

    private long count() {
        return CgroupFiles.readIfPresent(events)
                .map(text -> Keyed.numbers(text).getOrDefault("oom_kill", 0L))
                .orElse(kills);
    }

    @Override
    public void close() {
        event.close();
        control.ifPresent(Descriptor::close);
    }
}
