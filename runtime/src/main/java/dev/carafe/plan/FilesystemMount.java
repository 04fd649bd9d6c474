package dev.carafe.plan;

import dev.carafe.spec.IdMapping;
import dev.carafe.spec.Mount;
import dev.carafe.spec.NamespaceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** New mounts of filesystems: proc, sysfs, tmpfs, devpts, mqueue, overlay and whatever else. */
final class FilesystemMount {
    /**
     * Filesystems whose superblock is shared, or written to before the mount is read-only: for them
     * {@code ro} is the mount's alone.
     */
    private static final Set<String> READ_ONLY_BY_MOUNT =
            Set.of("proc", "sysfs", "tmpfs", "devpts", "mqueue", "cgroup", "cgroup2", "devtmpfs");

    private final Context context;
    private final ProgramBuilder program;

    FilesystemMount(Context context) {
        this.context = context;
        this.program = context.program();
    }

    void add(
            Mount mount,
            String type,
            Target target,
            MountOptions options,
            String pointer,
            List<Mounts.Late> late) {
        checkIds(options, pointer);
        AttributeChange attributes = options.forNewMount();
        boolean isReadonly = (attributes.set() & MountAttributes.READ_ONLY) != 0;
        boolean isWrittenTo = type.equals("tmpfs") || target.isDev();
        if (isReadonly && isWrittenTo) {
            attributes = attributes.without(MountAttributes.READ_ONLY);
        }
        List<String> words = new ArrayList<>(options.superblock());
        if (isReadonly && !READ_ONLY_BY_MOUNT.contains(type)) {
            words.add("ro");
        }
        words.addAll(options.data());
        Labels labels = new Labels(context);
        String source = mount.source() == null ? "" : mount.source();
        int slot = program.newSlot();
        program.init(
                new MountOperation.NewMount(
                        slot, type, source, attributes.set(), labels.mountOptions(type, words)),
                pointer);
        labels.labelMount(type, slot);
        if (type.equals("tmpfs")) {
            fill(slot, target, options, pointer);
        }
        program.init(
                new MountOperation.AttachMount(slot, target.path(), flags(type, target)), pointer);
        options.spread(program, slot, pointer);
        if (isReadonly && isWrittenTo) {
            late.add(new Mounts.Late(slot, pointer));
        }
    }

    /** A tmpfs is as open as the directory that it covers, unless the options say how open. */
    private void fill(int slot, Target target, MountOptions options, String pointer) {
        if (options.data().stream().noneMatch(word -> word.startsWith("mode="))) {
            program.init(new MountOperation.CopyMode(slot, target.path()), pointer);
        }
        if (options.has(MountOption.Action.COPY_UP)) {
            program.init(new MountOperation.CopyUp(slot, target.path()), pointer);
        }
    }

    /** proc and sysfs must not be led astray by a link in the image: CVE-2019-19921. */
    private static int flags(String type, Target target) {
        boolean isKernel = type.equals("proc") || type.equals("sysfs");
        return target.flags() | (isKernel ? OpenFlag.TARGET_NO_FOLLOW : 0);
    }

    /**
     * Without root, an id that is not mapped makes the kernel refuse the mount without a reason.
     */
    private void checkIds(MountOptions options, String pointer) {
        if (!context.isRootless() || !context.makes(NamespaceType.USER)) {
            return;
        }
        for (String word : options.data()) {
            checkId(word, "uid=", context.config().linux().uidMappings(), pointer);
            checkId(word, "gid=", context.config().linux().gidMappings(), pointer);
        }
    }

    private void checkId(String word, String name, List<IdMapping> mappings, String pointer) {
        if (!word.startsWith(name) || !word.substring(name.length()).matches("[0-9]{1,10}")) {
            return;
        }
        long id = Long.parseLong(word.substring(name.length()));
        boolean isMapped =
                mappings.stream()
                        .anyMatch(m -> id >= m.containerId() && id - m.containerId() < m.size());
        if (!isMapped) {
            program.problem(
                    pointer + "/options",
                    word + " names an id that is not mapped in the user namespace");
        }
    }
}
