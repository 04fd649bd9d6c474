package dev.carafe.state;

import static java.util.Objects.requireNonNull;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.ProcessReference;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a command is about to do to a container, written before its first side effect, so that
 * another command can undo it when this one's client has died.
 *
 * @param action what is being done
 * @param client the client whose command it is
 * @param cgroups control groups that are made or removed
 * @param madeDirectories cgroup directories that did not exist before, topmost first
 * @param init the container's process, once it is known
 * @param before what stood in each file that a change may write to
 * @param dump what saves the container
 */
public record Intent(
        Action action,
        ProcessReference client,
        CgroupDirectories cgroups,
        List<Path> madeDirectories,
        Optional<ProcessReference> init,
        Map<Path, String> before,
        Optional<Dump> dump) {
    /**
     * A checkpoint on its way.
     *
     * @param criu the process that saves the container
     * @param paused whether its owner had paused the container before
     */
    public record Dump(ProcessReference criu, boolean paused) {}

    public Intent {
        requireNonNull(action, "action is null");
        requireNonNull(client, "client is null");
        requireNonNull(cgroups, "cgroups is null");
        madeDirectories = List.copyOf(madeDirectories);
        before = Collections.unmodifiableMap(new LinkedHashMap<>(before));
    }

    /** Of a create or a delete. */
    public Intent(
            Action action,
            ProcessReference client,
            CgroupDirectories cgroups,
            List<Path> madeDirectories,
            Optional<ProcessReference> init) {
        this(action, client, cgroups, madeDirectories, init, Map.of(), Optional.empty());
    }

    /** Of a change of the limits of a container. */
    public static Intent update(
            ProcessReference client, StoredContainer container, Map<Path, String> before) {
        return new Intent(
                Action.UPDATE,
                client,
                container.cgroups(),
                List.of(),
                Optional.of(container.init()),
                before,
                Optional.empty());
    }

    /** Of a checkpoint. */
    public static Intent checkpoint(ProcessReference client, StoredContainer container, Dump dump) {
        return new Intent(
                Action.CHECKPOINT,
                client,
                container.cgroups(),
                List.of(),
                Optional.of(container.init()),
                Map.of(),
                Optional.of(dump));
    }

    /** The actions that have side effects before they commit. */
    public enum Action {
        /** Rolls back, until state.json is there. */
        CREATE,
        /** Rolls forward. */
        DELETE,
        /** Rolls back, until the record is withdrawn. */
        UPDATE,
        /** Lets the container be as it was, until the record is withdrawn. */
        CHECKPOINT
    }

    /** The same intent with the process that has been launched since. */
    public Intent withInit(ProcessReference process) {
        return new Intent(
                action, client, cgroups, madeDirectories, Optional.of(process), before, dump);
    }

    /** Those of the control groups that did not exist before. */
    public CgroupDirectories madeCgroups() {
        Map<String, Path> v1 = new HashMap<>(cgroups.v1());
        v1.values().retainAll(madeDirectories);
        return new CgroupDirectories(v1, cgroups.v2().filter(madeDirectories::contains));
    }

    /** The same intent, which leaves these control groups alone. */
    public Intent without(CgroupDirectories foreign) {
        CgroupDirectories left = cgroups.equals(foreign) ? CgroupDirectories.NONE : cgroups;
        return new Intent(action, client, left, madeDirectories, init, before, dump);
    }

    /** Whether nobody is left to finish it. */
    public boolean isAbandoned() {
        return !client.isAlive();
    }
}
