package dev.carafe.plan;

import dev.carafe.spec.Mount;
import java.util.ArrayList;
import java.util.List;

/** {@code mounts}, in the order of the file. */
final class Mounts {
    private static final String POINTER = "/mounts";

    private final Context context;
    private final ProgramBuilder program;
    private final BindMount binds;
    private final FilesystemMount filesystems;
    private final CgroupMount cgroups;
    private final List<Late> late = new ArrayList<>();

    Mounts(Context context, Namespaces namespaces) {
        this.context = context;
        this.program = context.program();
        this.binds = new BindMount(context, namespaces);
        this.filesystems = new FilesystemMount(context);
        this.cgroups = new CgroupMount(context);
    }

    /** A mount that is written to before it becomes read-only. */
    record Late(int slot, String pointer) {}

    /** Makes the mounts. */
    void add() {
        // Refused elsewhere, for all of them at once.
        if (!context.hasMounts()) {
            return;
        }
        List<Mount> mounts = context.config().mounts();
        for (int i = 0; i < mounts.size(); i++) {
            add(mounts.get(i), Pointers.at(POINTER, i));
        }
        context.request()
                .serviceManager()
                .notifyDirectory()
                .ifPresent(directory -> add(NotifySocket.mount(directory), ""));
    }

    private void add(Mount mount, String pointer) {
        Target target = Target.of(mount.destination());
        MountOptions options = MountOptions.of(mount.options());
        if (options.has(MountOption.Action.REMOUNT)) {
            remount(target, options, pointer);
            return;
        }
        boolean isBind =
                options.has(MountOption.Action.BIND)
                        || options.has(MountOption.Action.BIND_RECURSIVELY)
                        || "bind".equals(mount.type());
        if (!target.isAllowed(isBind, mount.type(), program, pointer)) {
            return;
        }
        if (isBind) {
            binds.add(mount, target, options, pointer);
            return;
        }
        boolean isAboutLinks =
                options.has(MountOption.Action.COPY_LINK)
                        || options.has(MountOption.Action.SOURCE_NO_FOLLOW)
                        || options.has(MountOption.Action.TARGET_ON_LINK);
        if (isAboutLinks) {
            program.problem(
                    pointer + "/options",
                    "copy-symlink, src-nofollow and dest-nofollow are for bind mounts only");
        }
        boolean isMapped =
                options.has(MountOption.Action.MAP_IDS)
                        || options.has(MountOption.Action.MAP_IDS_RECURSIVELY)
                        || !mount.uidMappings().isEmpty();
        if (isMapped) {
            program.problem(pointer, "ids can be mapped for bind mounts only");
        } else {
            addFilesystem(mount, target, options, pointer);
        }
    }

    private void addFilesystem(Mount mount, Target target, MountOptions options, String pointer) {
        String type = mount.type();
        if (type == null || type.isEmpty()) {
            program.problem(pointer + "/type", "is required for a mount that is not a bind mount");
        } else if (type.equals("cgroup")) {
            cgroups.add(mount, target, options, pointer, late);
        } else {
            filesystems.add(mount, type, target, options, pointer, late);
        }
    }

    private void remount(Target target, MountOptions options, String pointer) {
        List<String> words = new ArrayList<>(options.superblock());
        words.addAll(options.data());
        AttributeChange change = options.attributes();
        program.init(
                new MountOperation.Remount(target.path(), change.set(), change.clear(), words),
                pointer);
    }

    /** Makes those read-only that had to be written to: mount targets and devices are in them. */
    void makeReadonly() {
        for (Late mount : late) {
            program.init(
                    new MountOperation.SetMountAttributes(
                            mount.slot(), MountAttributes.READ_ONLY, 0, 0, false),
                    mount.pointer());
        }
    }
}
