package dev.carafe.plan;

import dev.carafe.spec.Linux;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** {@code root} and {@code linux.rootfsPropagation}. */
final class RootFilesystem {
    private static final String ROOT = "/root/path";
    private static final String PROPAGATION = "/linux/rootfsPropagation";

    private final Context context;
    private final ProgramBuilder program;
    private final Linux linux;
    private final String path;
    private final boolean pivot;

    /**
     * The container's root.
     *
     * @param pivot whether it becomes the root by pivot_root(2)
     */
    RootFilesystem(Context context, boolean pivot) {
        this.context = context;
        this.pivot = pivot;
        this.program = context.program();
        this.linux = context.config().linux();
        this.path = path(context);
    }

    private static String path(Context context) {
        try {
            Path bundle = context.request().bundle();
            return bundle.resolve(context.config().root().path()).normalize().toString();
        } catch (InvalidPathException e) {
            context.program().problem(ROOT, e.getReason());
            return "/";
        }
    }

    /** Makes the root filesystem a mount of its own, cut off from the host as the config says. */
    void mount() {
        if (!context.hasMounts()) {
            program.host(
                    new DescriptorOperation.OpenFile(Program.ROOT_SLOT, path, HostFile.PATH), ROOT);
            return;
        }
        long propagation = Propagation.whileBuilding(linux.rootfsPropagation());
        String pointer = linux.rootfsPropagation() == null ? "" : PROPAGATION;
        program.init(new RootOperation.SetRootPropagation(propagation), pointer);
        program.init(new RootOperation.MountRoot(path, source(pointer)), ROOT);
    }

    /**
     * In a user namespace init may not be able to reach the root filesystem: the client opens it.
     */
    private int source(String pointer) {
        if (!context.hasUserNamespace() || !context.clientOpensTrees()) {
            return Program.NO_SLOT;
        }
        int slot = program.newSlot();
        program.host(new DescriptorOperation.OpenTree(slot, path, OpenFlag.RECURSIVE), ROOT);
        ClientTree.isolateRoot(context, slot, pointer);
        return slot;
    }

    /** Makes it the root. */
    void enter() {
        if (!context.hasMounts()) {
            program.init(new RootOperation.ChangeRoot(), ROOT);
            return;
        }
        long propagation = Propagation.of(linux.rootfsPropagation());
        if (pivot) {
            program.init(new RootOperation.PivotRoot(), ROOT);
        } else {
            if ((propagation & Propagation.PRIVATE) != 0) {
                program.problem(PROPAGATION, "private propagation is not safe without pivot_root");
            }
            program.init(new RootOperation.MoveRoot(), ROOT);
        }
        if ((propagation & (Propagation.PRIVATE | Propagation.SLAVE)) == 0) {
            program.init(new RootOperation.SetPropagation("/", propagation), PROPAGATION);
        }
    }

    /** criu(8) cannot save a standard stream that is a device of the host's. */
    void reopenNull() {
        if (context.hasMounts()) {
            program.init(new RootOperation.ReopenNull(), "");
        }
    }

    /** Makes it read-only, when everything is in it. */
    void makeReadonly() {
        if (context.config().root().readonly() && context.hasMounts()) {
            program.init(
                    new MountOperation.SetMountAttributes(
                            Program.ROOT_SLOT, MountAttributes.READ_ONLY, 0, 0, false),
                    "/root/readonly");
        }
    }
}
