package dev.carafe.lifecycle;

import dev.carafe.spec.ContainerState.Status;
import dev.carafe.spec.Hooks;
import dev.carafe.state.Shortcut;
import dev.carafe.state.Shortcut.Ability;
import dev.carafe.state.StoredContainer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides what the client may do alone with a container; docs/adr/0007-shortcuts.md. */
final class ShortcutOf {
    private final ContainerRecord container;
    private final StoredContainer stored;

    private ShortcutOf(ContainerRecord container) {
        this.container = container;
        this.stored = container.stored();
    }

    /**
     * The shortcut of a container that is about to be committed.
     *
     * @param hooks those of its config.json
     * @param waits whether it is going to wait for a start
     */
    static Shortcut of(ContainerRecord container, Hooks hooks, boolean waits) {
        return new ShortcutOf(container).shortcut(hooks, waits);
    }

    private Shortcut shortcut(Hooks hooks, boolean waits) {
        Optional<byte[]> gate = waits ? gate(hooks) : Optional.empty();
        ContainerView created = container.view(Status.CREATED, "");
        Set<Path> cgroups = stored.cgroups().distinct();
        Set<Ability> abilities = EnumSet.noneOf(Ability.class);
        if (gate.isPresent()) {
            abilities.add(Ability.START);
        }
        if (container.hasOwnPidNamespace()) {
            abilities.add(Ability.SIGKILL);
        }
        if (isAllRemoved() && cgroups.size() <= Shortcut.MAX_CGROUPS) {
            abilities.add(Ability.DELETE);
        }
        return new Shortcut(
                stored.init(),
                abilities,
                container.cgroup().freezerFile(),
                text(created),
                text(created.at(Status.RUNNING, stored.init().pid())),
                text(created.at(Status.STOPPED, 0)),
                gate.map(HexFormat.of()::formatHex).orElse(""),
                abilities.contains(Ability.DELETE) ? List.copyOf(cgroups) : List.of());
    }

    /** Hooks are the engine's; without any at start, init only waits to be let go. */
    private Optional<byte[]> gate(Hooks hooks) {
        if (!stored.hasProcess()
                || !hooks.startContainer().isEmpty()
                || !stored.poststart().isEmpty()) {
            return Optional.empty();
        }
        int pid = container.hasOwnPidNamespace() ? 1 : ContainerPid.of(stored.init().pid());
        return StartMessage.of(container.state(Status.CREATED, pid)).whole();
    }

    /** Whether the control groups and the directory are all that a delete has to remove. */
    private boolean isAllRemoved() {
        return stored.poststop().isEmpty()
                && stored.resctrl().isEmpty()
                && stored.cgroups().unit().isEmpty();
    }

    private static String text(ContainerView view) {
        return ContainerJson.pretty(view) + "\n";
    }
}
