package dev.carafe.plan;

import dev.carafe.spec.Capability;
import dev.carafe.spec.IdMapping;
import dev.carafe.spec.NamespaceType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The id maps of a new user namespace; user_namespaces(7).
 *
 * <p>A caller with the right capabilities writes them. Others may map one id, their own, after they
 * gave up setgroups(2), and need the set-uid helpers for anything else.
 */
final class IdMaps {
    private static final String UID_MAPPINGS = "/linux/uidMappings";
    private static final String GID_MAPPINGS = "/linux/gidMappings";

    private final Context context;
    private final ProgramBuilder program;

    IdMaps(Context context) {
        this.context = context;
        this.program = context.program();
    }

    /** Has the client write the maps while init waits. */
    void write() {
        if (!context.makes(NamespaceType.USER)) {
            return;
        }
        List<IdMapping> uids = context.config().linux().uidMappings();
        List<IdMapping> gids = context.config().linux().gidMappings();
        requireRoot(uids, UID_MAPPINGS);
        requireRoot(gids, GID_MAPPINGS);
        write(
                new MapFile("uid_map", uids, UID_MAPPINGS),
                context.can(Capability.CAP_SETUID),
                context.facts().uid(),
                context.facts().newuidmap());
        boolean mayWriteGids = context.can(Capability.CAP_SETGID);
        if (!mayWriteGids && isOwnId(gids, context.facts().gid())) {
            program.add(
                    Phase.PARENT,
                    new CloneOperation.WriteProcFile("setgroups", "deny"),
                    GID_MAPPINGS);
        }
        write(
                new MapFile("gid_map", gids, GID_MAPPINGS),
                mayWriteGids,
                context.facts().gid(),
                context.facts().newgidmap());
    }

    private record MapFile(String name, List<IdMapping> mappings, String pointer) {}

    private void write(MapFile map, boolean isPrivileged, int ownId, Optional<Path> helper) {
        if (isPrivileged || isOwnId(map.mappings(), ownId)) {
            program.add(
                    Phase.PARENT,
                    new CloneOperation.WriteProcFile(map.name(), lines(map.mappings())),
                    map.pointer());
        } else if (helper.isPresent()) {
            program.add(
                    Phase.PARENT,
                    new CloneOperation.RunMapHelper(arguments(helper.get(), map.mappings())),
                    map.pointer());
        } else {
            program.problem(
                    map.pointer(),
                    "without root only id "
                            + Integer.toUnsignedString(ownId)
                            + " can be mapped, unless new"
                            + map.name().replace("_", "")
                            + " is installed (package uidmap or shadow-utils)");
        }
    }

    private void requireRoot(List<IdMapping> mappings, String pointer) {
        boolean hasRoot = mappings.stream().anyMatch(m -> m.containerId() == 0 && m.size() > 0);
        if (!mappings.isEmpty() && !hasRoot) {
            program.problem(pointer, "id 0 of the container is not mapped");
        }
    }

    private static boolean isOwnId(List<IdMapping> mappings, int ownId) {
        return mappings.size() == 1
                && mappings.getFirst().size() == 1
                && mappings.getFirst().hostId() == Integer.toUnsignedLong(ownId);
    }

    /** The text of a {@code uid_map} or {@code gid_map}. */
    static String lines(List<IdMapping> mappings) {
        StringBuilder lines = new StringBuilder();
        for (IdMapping mapping : mappings) {
            lines.append(mapping.containerId()).append(' ').append(mapping.hostId());
            lines.append(' ').append(mapping.size()).append('\n');
        }
        return lines.toString();
    }

    private static List<String> arguments(Path helper, List<IdMapping> mappings) {
        List<String> arguments = new ArrayList<>();
        arguments.add(helper.toString());
        for (IdMapping mapping : mappings) {
            arguments.add(Long.toString(mapping.containerId()));
            arguments.add(Long.toString(mapping.hostId()));
            arguments.add(Long.toString(mapping.size()));
        }
        return arguments;
    }
}
