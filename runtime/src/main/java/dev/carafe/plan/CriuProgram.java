package dev.carafe.plan;

import dev.carafe.linux.HostFacts;
import dev.carafe.spec.Config;
import dev.carafe.spec.Mount;
import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.error.InvalidConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Compiles the programs that execute {@code criu swrk}, which takes its requests by a socket. */
public final class CriuProgram {
    /** The descriptor of criu's socket. */
    private static final int SOCKET = 3;

    /** The descriptor of the first file that criu is given; the others follow. */
    public static final int FIRST_FILE = 4;

    private final String criu;
    private final ProgramBuilder program;
    private final List<String> environment;

    private CriuProgram(String criu, ProgramBuilder program, List<String> environment) {
        this.criu = criu;
        this.program = program;
        this.environment = environment;
    }

    /**
     * The program for a dump, which needs nothing but files.
     *
     * @param executable criu, by its path or to be looked for in PATH
     * @param files paths to be opened for reading
     * @param status a descriptor of the client's to be given for writing, after them
     * @param environment the caller's
     */
    public static Program dump(
            String executable, List<Path> files, OptionalInt status, List<String> environment) {
        CriuProgram criu = new CriuProgram(executable, new ProgramBuilder(), environment);
        int[] slots = criu.open(Phase.HOST, files, status);
        criu.execute(slots);
        criu.program.host(new CloneOperation.CloneInit(0, Program.NO_SLOT), "");
        try {
            return criu.program.build();
        } catch (InvalidConfigException e) {
            throw new IllegalStateException("no configuration was compiled", e);
        }
    }

    /**
     * The program for a restore: in the container's control groups, and in a mount namespace where
     * the root file system is a mount, as criu wants it, with every place to mount on in it.
     *
     * @throws InvalidConfigException with all problems that stand in the way, if there are any
     */
    public static Program restore(
            String executable,
            Config config,
            LaunchRequest request,
            HostFacts facts,
            List<Path> files,
            List<String> environment)
            throws InvalidConfigException {
        CriuProgram criu = new CriuProgram(executable, new ProgramBuilder(), environment);
        Context context = new Context(config, request, facts, criu.program);
        CgroupPlacement cgroups = new CgroupPlacement(context);
        cgroups.open();
        cgroups.join();
        criu.prepareRoot(context);
        // In the mount namespace that criu makes mounts of its own in, below its log's directory.
        int[] slots = criu.open(Phase.INIT, files, OptionalInt.empty());
        criu.execute(slots);
        long mount = Integer.toUnsignedLong(NamespaceType.MOUNT.cloneFlag());
        criu.program.host(new CloneOperation.CloneInit(mount, cgroups.cloneSlot()), "");
        return criu.program.build();
    }

    /**
     * Paths in the container at which a device of the host's may be mounted: without the right to
     * make devices, as in a user namespace, init binds them.
     */
    public static List<String> devices(Config config) {
        List<String> paths = new ArrayList<>(Devices.standardPaths());
        config.linux().devices().stream()
                .map(device -> ContainerPath.clean(device.path()))
                .filter(path -> !paths.contains(path))
                .forEach(paths::add);
        return paths;
    }

    private int[] open(Phase phase, List<Path> files, OptionalInt status) {
        int[] slots = new int[files.size() + (status.isPresent() ? 1 : 0)];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = program.newSlot();
            boolean isFile = i < files.size();
            program.add(
                    phase,
                    new DescriptorOperation.OpenFile(
                            slots[i],
                            isFile ? files.get(i).toString() : "/proc/self/fd/" + status.getAsInt(),
                            isFile ? HostFile.READ_ONLY : HostFile.WRITE_ONLY),
                    "");
        }
        return slots;
    }

    private void prepareRoot(Context context) {
        program.init(
                new RootOperation.SetRootPropagation(Propagation.SLAVE | Propagation.RECURSIVE),
                "");
        Path root = context.request().bundle().resolve(context.config().root().path());
        program.init(new ChannelOperation.BindRoot(root.normalize().toString()), "/root/path");
        int proc = program.newSlot();
        program.host(new DescriptorOperation.OpenFile(proc, "/proc", HostFile.PATH), "");
        program.init(new ChangeOperation.UndoMounts(proc), "");
        List<Mount> mounts = context.config().mounts();
        for (int i = 0; i < mounts.size(); i++) {
            makeMountPoint(context, mounts, i);
        }
        // criu makes the mounts, and wants to find none in their places.
        for (int i = mounts.size() - 1; i >= 0; i--) {
            if (isBind(mounts.get(i)) && !isInMount(mounts, i)) {
                program.init(
                        new ChangeOperation.DetachMount(
                                program.newSlot(), Target.of(mounts.get(i).destination()).path()),
                        Pointers.at("/mounts", i));
            }
        }
    }

    /** A bind mount is made for a moment: places of later mounts may be in it. */
    private void makeMountPoint(Context context, List<Mount> mounts, int index) {
        Mount mount = mounts.get(index);
        String pointer = Pointers.at("/mounts", index);
        Target target = Target.of(mount.destination());
        if (isInMount(mounts, index) || "cgroup".equals(mount.type())) {
            return;
        }
        String source = mount.source();
        if (!isBind(mount) || source == null) {
            program.init(new MountOperation.MakeDirectory(target.path(), 0755), pointer);
            return;
        }
        int slot = program.newSlot();
        program.init(
                new DescriptorOperation.OpenTree(
                        slot,
                        context.request().bundle().resolve(source).toString(),
                        OpenFlag.RECURSIVE),
                pointer);
        program.init(new MountOperation.AttachMount(slot, target.path(), target.flags()), pointer);
    }

    /** Whether it is below a mount whose content comes from the images, or from the kernel. */
    private static boolean isInMount(List<Mount> mounts, int index) {
        String path = Target.of(mounts.get(index).destination()).clean();
        return mounts.subList(0, index).stream()
                .filter(mount -> !isBind(mount))
                .anyMatch(mount ->
                        ContainerPath.isBelow(path, Target.of(mount.destination()).clean()));
    }

    private static boolean isBind(Mount mount) {
        return mount.isBind() || "bind".equals(mount.type());
    }

    private void execute(int[] slots) {
        int socket = program.newSlot();
        program.init(new ChannelOperation.OpenChannel(socket), "");
        program.init(new ChannelOperation.PassDescriptor(socket), "");
        for (int slot : slots) {
            program.init(new ChannelOperation.PassDescriptor(slot), "");
        }
        program.init(new ProcessOperation.SetEnvironment(environment), "");
        program.init(new ProcessOperation.FindProgram(criu), "");
        program.init(
                new ProcessOperation.Execute(List.of(criu, "swrk", Integer.toString(SOCKET))), "");
    }
}
