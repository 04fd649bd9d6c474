package dev.carafe.plan;

import dev.carafe.linux.HostFacts;
import dev.carafe.spec.Config;
import dev.carafe.spec.Mount;
import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.error.InvalidConfigException;
import java.util.List;

/**
 * Compiles programs that change the mounts of a running container: in its namespaces, below its
 * root, all changes or none. Pointers are those of the list of mounts.
 */
public final class MountChanges {
    private final Context context;
    private final ProgramBuilder program = new ProgramBuilder();

    /**
     * Changes of a container.
     *
     * @param config its configuration, with the namespaces that have to be joined, by path, and the
     *     mounts that are to be added or removed
     * @param request where the container is
     */
    public MountChanges(Config config, LaunchRequest request, HostFacts facts) {
        this.context = new Context(config, request, facts, program);
    }

    /**
     * The program that makes the mounts.
     *
     * @throws InvalidConfigException with all problems, if there are any
     */
    public Program add() throws InvalidConfigException {
        List<Mount> mounts = context.config().mounts();
        for (int i = 0; i < mounts.size(); i++) {
            check(mounts.get(i), Pointers.at("/mounts", i));
        }
        Namespaces namespaces = begin();
        Mounts all = new Mounts(context, namespaces);
        all.add();
        all.makeReadonly();
        return end();
    }

    private void check(Mount mount, String pointer) {
        MountOptions options = MountOptions.of(mount.options());
        if (options.has(MountOption.Action.REMOUNT)) {
            program.problem(
                    pointer + "/options", "remount changes a mount, and could not be undone");
        }
        if ("proc".equals(mount.type())) {
            program.problem(pointer + "/type", "a new proc would be that of the host's processes");
        }
        boolean isBind = mount.isBind() || "bind".equals(mount.type());
        if (isBind && !context.clientOpensTrees()) {
            program.problem(
                    pointer, "a bind mount into a running container needs root on the host");
        }
    }

    /**
     * The program that takes mounts away, by their destinations.
     *
     * @throws InvalidConfigException with all problems, if there are any
     */
    public Program remove() throws InvalidConfigException {
        Namespaces _ = begin();
        List<Mount> mounts = context.config().mounts();
        for (int i = 0; i < mounts.size(); i++) {
            program.init(
                    new ChangeOperation.RequireMount(target(mounts, i)),
                    Pointers.at("/mounts", i) + "/destination");
        }
        for (int i = 0; i < mounts.size(); i++) {
            program.init(
                    new ChangeOperation.DetachMount(program.newSlot(), target(mounts, i)),
                    Pointers.at("/mounts", i) + "/destination");
        }
        return end();
    }

    private static String target(List<Mount> mounts, int index) {
        return Target.of(mounts.get(index).destination()).path();
    }

    private Namespaces begin() {
        if (!context.has(NamespaceType.MOUNT)) {
            program.problem("", "the container has no mount namespace of its own");
        }
        int proc = program.newSlot();
        program.host(new DescriptorOperation.OpenFile(proc, "/proc", HostFile.PATH), "");
        Namespaces namespaces = new Namespaces(context);
        namespaces.open();
        namespaces.enter();
        program.init(new WaitOperation.Sync(WaitOperation.Sync.JOINED), "");
        // Before the user of the namespace is another one: the host's procfs may refuse that one.
        program.init(new ChangeOperation.UndoMounts(proc), "");
        namespaces.becomeRoot();
        return namespaces;
    }

    private Program end() throws InvalidConfigException {
        program.init(new ChangeOperation.Finish(), "");
        program.host(new CloneOperation.CloneInit(0, Program.NO_SLOT), "");
        return program.build();
    }
}
