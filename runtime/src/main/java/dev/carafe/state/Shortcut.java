package dev.carafe.state;

import static java.util.Objects.requireNonNull;

import dev.carafe.linux.ProcessReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a client needs to start, signal, show and delete a container without an engine, while
 * nothing out of the ordinary is to be done; docs/protocol.md, "Shortcuts".
 *
 * @param init the container's process
 * @param abilities what may be done so, besides showing it and other signals than SIGKILL
 * @param freezer file that reads as 1 while its control group is frozen
 * @param created what {@code state} prints while it is created
 * @param running what it prints while it is running
 * @param stopped what it prints once it is stopped
 * @param gate what start writes to the gate, in one write, as hexadecimal digits; empty when it may
 *     not be started so
 * @param cgroups the directories of its control groups, at most {@link #MAX_CGROUPS}
 */
public record Shortcut(
        ProcessReference init,
        Set<Ability> abilities,
        Optional<Path> freezer,
        String created,
        String running,
        String stopped,
        String gate,
        List<Path> cgroups) {
    /** What a client has room for. */
    public static final int MAX_CGROUPS = 32;

    /** What may be done without an engine. */
    public enum Ability {
        /** No hook runs at start. */
        START(1),
        /** Its processes die with init. */
        SIGKILL(2),
        /** No hook runs at delete, and there is nothing but control groups to remove. */
        DELETE(4);

        private final int bit;

        Ability(int bit) {
            this.bit = bit;
        }

        /** Its bit in the encoding. */
        int bit() {
            return bit;
        }
    }

    public Shortcut {
        requireNonNull(init, "init is null");
        requireNonNull(created, "created is null");
        requireNonNull(running, "running is null");
        requireNonNull(stopped, "stopped is null");
        requireNonNull(gate, "gate is null");
        abilities = Set.copyOf(abilities);
        cgroups = List.copyOf(cgroups);
        if (cgroups.size() > MAX_CGROUPS) {
            throw new IllegalArgumentException(cgroups.size() + " control groups");
        }
    }
}
