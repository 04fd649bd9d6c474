package dev.carafe.plan;

import dev.carafe.spec.IdMapping;
import dev.carafe.spec.Mount;
import dev.carafe.spec.NamespaceType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Bind mounts. Init opens the source when the mount's turn comes, so that mountinfo has the order
 * of config.json also on kernels that list mounts by when they were made (6.8 and later). The
 * client opens what init cannot, or what would be something else for init; see {@link #phase}.
 */
final class BindMount {
    /** Where paths lead elsewhere for another process. */
    private static final List<Path> OF_THE_PROCESS =
            List.of(
                    Path.of("/proc"),
                    Path.of("/dev/fd"),
                    Path.of("/dev/stdin"),
                    Path.of("/dev/stdout"),
                    Path.of("/dev/stderr"));

    private final Context context;
    private final ProgramBuilder program;
    private final Namespaces namespaces;

    BindMount(Context context, Namespaces namespaces) {
        this.context = context;
        this.program = context.program();
        this.namespaces = namespaces;
    }

    void add(Mount mount, Target target, MountOptions options, String pointer) {
        if (!options.data().isEmpty()) {
            // As mount(2), which takes them and does nothing with them. runc 1.2 and later refuse.
            program.warn(
                    pointer + "/options",
                    "bind mounts have no filesystem-specific options, these are without effect: "
                            + String.join(", ", options.data()));
        }
        boolean copiesLink = options.has(MountOption.Action.COPY_LINK);
        boolean keepsLink = options.has(MountOption.Action.SOURCE_NO_FOLLOW);
        boolean isOnLink = options.has(MountOption.Action.TARGET_ON_LINK);
        if (copiesLink && (keepsLink || isOnLink)) {
            program.problem(
                    pointer + "/options", "copy-symlink excludes src-nofollow and dest-nofollow");
        }
        String source = source(mount, pointer);
        Phase phase = phase(mount, source, options);
        int slot = program.newSlot();
        int flags =
                (options.has(MountOption.Action.BIND_RECURSIVELY) ? OpenFlag.RECURSIVE : 0)
                        | (copiesLink || keepsLink ? OpenFlag.SOURCE_NO_FOLLOW : 0)
                        | (target.isProc() ? OpenFlag.PROCFS : 0);
        program.add(phase, new DescriptorOperation.OpenTree(slot, source, flags), pointer);
        mapIds(mount, slot, options, pointer);
        if (phase == Phase.HOST) {
            ClientTree.isolate(context, slot, pointer);
        }
        change(slot, options, pointer);
        int targetFlags =
                target.flags()
                        | (isOnLink ? OpenFlag.TARGET_ON_LINK : 0)
                        | (copiesLink ? OpenFlag.TARGET_COPY_LINK : 0);
        program.init(new MountOperation.AttachMount(slot, target.path(), targetFlags), pointer);
    }

    /**
     * Who opens the source. In a user namespace init could not reach what is below a directory of
     * mode 0700, and in a mount namespace that it joins, the path may be another file's. Ids are
     * mapped by the client.
     */
    private Phase phase(Mount mount, String source, MountOptions options) {
        boolean isSameForInit =
                context.makes(NamespaceType.MOUNT)
                        && !context.hasUserNamespace()
                        && !mapsIds(mount, options)
                        && OF_THE_PROCESS.stream().noneMatch(Path.of(source)::startsWith);
        return isSameForInit ? Phase.INIT : context.sourcePhase();
    }

    private static boolean mapsIds(Mount mount, MountOptions options) {
        return options.has(MountOption.Action.MAP_IDS)
                || options.has(MountOption.Action.MAP_IDS_RECURSIVELY)
                || mapsIdsExplicitly(mount);
    }

    private static boolean mapsIdsExplicitly(Mount mount) {
        return !mount.uidMappings().isEmpty() || !mount.gidMappings().isEmpty();
    }

    /** The source as an absolute path of the host. */
    private String source(Mount mount, String pointer) {
        String source = mount.source();
        if (source == null || source.isEmpty()) {
            program.problem(pointer + "/source", "is required for a bind mount");
            return "/";
        }
        try {
            return context.request().bundle().resolve(source).toString();
        } catch (InvalidPathException e) {
            program.problem(pointer + "/source", e.getReason());
            return "/";
        }
    }

    private void change(int slot, MountOptions options, String pointer) {
        AttributeChange one = options.attributes();
        if (!one.isNone() && context.clientOpensTrees()) {
            // As mount -o remount,bind does it. In a mount namespace that came with the user
            // namespace, attributes that the source has are locked, and only added to.
            one = one.exactly();
        }
        set(slot, one, false, pointer);
        set(slot, options.recursive(), true, pointer);
        options.spread(program, slot, pointer);
    }

    private void set(int slot, AttributeChange change, boolean recursive, String pointer) {
        if (!change.isNone()) {
            program.init(
                    new MountOperation.SetMountAttributes(
                            slot, change.set(), change.clear(), 0, recursive),
                    pointer);
        }
    }

    private void mapIds(Mount mount, int slot, MountOptions options, String pointer) {
        if (!mapsIds(mount, options)) {
            return;
        }
        if (!context.clientOpensTrees()) {
            program.problem(pointer, "ids of mounts cannot be mapped without root");
            return;
        }
        program.host(
                new DescriptorOperation.IdmapMount(
                        slot,
                        userNamespace(mount, mapsIdsExplicitly(mount), pointer),
                        options.has(MountOption.Action.MAP_IDS_RECURSIVELY)),
                pointer);
    }

    /** The user namespace whose maps the mount gets: its own, or those of the container. */
    private int userNamespace(Mount mount, boolean isExplicit, String pointer) {
        if (!isExplicit && !context.makes(NamespaceType.USER)) {
            if (namespaces.joinedUserNamespace() == Program.NO_SLOT) {
                program.problem(pointer, "needs uidMappings and gidMappings");
            }
            return namespaces.joinedUserNamespace();
        }
        List<IdMapping> uids =
                isExplicit ? mount.uidMappings() : context.config().linux().uidMappings();
        List<IdMapping> gids =
                isExplicit ? mount.gidMappings() : context.config().linux().gidMappings();
        int slot = program.newSlot();
        program.host(
                new DescriptorOperation.MakeUserNamespace(
                        slot, IdMaps.lines(uids), IdMaps.lines(gids)),
                pointer);
        return slot;
    }
}
