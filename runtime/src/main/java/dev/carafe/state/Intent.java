package dev.carafe.state;

import static java.util.Objects.requireNonNull;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.ProcessReference;
import java.nio.file.Path;
import java.util.HashMap;
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
 */
public record Intent(
        Action action,
        ProcessReference client,
        CgroupDirectories cgroups,
        List<Path> madeDirectories,
        Optional<ProcessReference> init) {
    public Intent {
        requireNonNull(action, "action is null");
        requireNonNull(client, "client is null");
        requireNonNull(cgroups, "cgroups is null");
        madeDirectories = List.copyOf(madeDirectories);
    }

    /** The actions that have side effects before they commit. */
    public enum Action {
        /** Rolls back, until state.json is there. */
        CREATE,
        /** Rolls forward. */
        DELETE
    }

    /** The same intent with the process that has been launched since. */
    public Intent withInit(ProcessReference process) {
        return new Intent(action, client, cgroups, madeDirectories, Optional.of(process));
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
        return new Intent(action, client, left, madeDirectories, init);
    }

    /** Whether nobody is left to finish it. */
    public boolean isAbandoned() {
        return !client.isAlive();
    }
}
