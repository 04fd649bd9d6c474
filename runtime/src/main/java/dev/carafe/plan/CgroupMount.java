package dev.carafe.plan;

import dev.carafe.linux.CgroupMode;
import dev.carafe.linux.CgroupMounts;
import dev.carafe.spec.Mount;
import dev.carafe.spec.NamespaceType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The mount of type {@code cgroup}: the control groups as the host has them, seen from the
 * container's own.
 */
final class CgroupMount {
    private static final long ATTRIBUTES =
            MountAttributes.NO_SUID | MountAttributes.NO_DEVICES | MountAttributes.NO_EXEC;
    private static final String NAMED = "name=";

    private final Context context;
    private final ProgramBuilder program;

    CgroupMount(Context context) {
        this.context = context;
        this.program = context.program();
    }

    void add(
            Mount mount,
            Target target,
            MountOptions options,
            String pointer,
            List<Mounts.Late> late) {
        if (context.facts().cgroups().mode() == CgroupMode.V2) {
            addV2(mount, target, options, pointer);
        } else {
            addV1(target, options, pointer, late);
        }
    }

    /**
     * A fresh mount where the kernel allows one: who has a user namespace needs a cgroup namespace
     * made with it. Otherwise the host's own is bound, with the attributes that the options ask
     * for; without them the container could write to it: CVE-2023-25809.
     */
    private void addV2(Mount mount, Target target, MountOptions options, String pointer) {
        boolean isOwner = !context.hasUserNamespace() && !context.facts().inUserNamespace();
        if (isOwner || context.makes(NamespaceType.CGROUP)) {
            String source = mount.source() == null ? "cgroup" : mount.source();
            List<String> words = new ArrayList<>(options.superblock());
            words.addAll(options.data());
            int slot = program.newSlot();
            program.init(
                    new MountOperation.NewMount(
                            slot, "cgroup2", source, options.forNewMount().set(), words),
                    pointer);
            attach(slot, target.path(), options, pointer);
            return;
        }
        Path hostMount = context.facts().cgroups().v2().orElse(null);
        if (hostMount == null) {
            // Nothing to show; an empty directory rather than what sysfs may have there.
            program.init(new MountOperation.MakeDirectory(target.path(), 0755), pointer);
            program.init(new MountOperation.MaskPath(target.path()), pointer);
            return;
        }
        Path source = context.has(NamespaceType.CGROUP) ? own(hostMount) : hostMount;
        bind(source, target.path(), options, pointer);
    }

    private Path own(Path hostMount) {
        return context.request().cgroups().v2().orElse(hostMount);
    }

    /** A tmpfs with one mount for each hierarchy, and links for controllers that share one. */
    private void addV1(
            Target target, MountOptions options, String pointer, List<Mounts.Late> late) {
        int slot = program.newSlot();
        program.init(
                new MountOperation.NewMount(
                        slot, "tmpfs", "tmpfs", ATTRIBUTES, List.of("mode=755")),
                pointer);
        attach(slot, target.path(), options, pointer);
        for (Map.Entry<Path, List<String>> hierarchy : hierarchies().entrySet()) {
            String name = hierarchy.getKey().getFileName().toString();
            String path = target.path() + "/" + name;
            if (context.makes(NamespaceType.CGROUP)) {
                mountV1(path, hierarchy.getValue(), options, pointer);
            } else {
                bind(ownV1(hierarchy.getKey(), hierarchy.getValue()), path, options, pointer);
            }
            link(target, name, hierarchy.getValue(), pointer);
        }
        if (options.isReadonly()) {
            late.add(new Mounts.Late(slot, pointer));
        }
    }

    /** Controllers by the mount point of their hierarchy; both in a fixed order. */
    private Map<Path, List<String>> hierarchies() {
        Map<Path, List<String>> hierarchies = new TreeMap<>();
        new TreeMap<>(context.facts().cgroups().v1())
                .forEach((controller, mount) ->
                        hierarchies.computeIfAbsent(mount, m -> new ArrayList<>()).add(controller));
        return hierarchies;
    }

    private void mountV1(
            String path, List<String> controllers, MountOptions options, String pointer) {
        long readonly = options.isReadonly() ? MountAttributes.READ_ONLY : 0;
        String first = controllers.getFirst();
        String source = first.startsWith(NAMED) ? first.substring(NAMED.length()) : "cgroup";
        int slot = program.newSlot();
        program.init(
                new MountOperation.NewMount(
                        slot, "cgroup", source, ATTRIBUTES | readonly, controllers),
                pointer);
        attach(slot, path, options, pointer);
    }

    /** The container's directory in a hierarchy; the caller's own where it has none. */
    private Path ownV1(Path hostMount, List<String> controllers) {
        Map<String, Path> directories = context.request().cgroups().v1();
        CgroupMounts host = context.facts().cgroups();
        for (String controller : controllers) {
            Path directory = directories.get(controller);
            if (directory != null) {
                return directory;
            }
        }
        String own = host.ownV1().getOrDefault(controllers.getFirst(), "/");
        return hostMount.resolve("." + own).normalize();
    }

    private void bind(Path source, String path, MountOptions options, String pointer) {
        int slot = program.newSlot();
        program.add(
                // A unit's directories come to be when init is there.
                context.request().cgroups().unit().isPresent() ? Phase.INIT : context.sourcePhase(),
                new DescriptorOperation.OpenTree(slot, source.toString(), OpenFlag.RECURSIVE),
                pointer);
        long attributes = ATTRIBUTES | options.forNewMount().set();
        program.init(
                new MountOperation.SetMountAttributes(
                        slot,
                        attributes,
                        (attributes & MountAttributes.ATIME) == 0 ? 0 : MountAttributes.ATIME,
                        Propagation.SLAVE,
                        true),
                pointer);
        attach(slot, path, options, pointer);
    }

    private void link(Target target, String name, List<String> controllers, String pointer) {
        for (String controller : controllers) {
            if (controllers.size() > 1 && !controller.equals(name)) {
                program.init(
                        new MountOperation.MakeSymlink(
                                name, target.path() + "/" + controller, false),
                        pointer);
            }
        }
    }

    private void attach(int slot, String path, MountOptions options, String pointer) {
        program.init(new MountOperation.AttachMount(slot, path, 0), pointer);
        options.spread(program, slot, pointer);
    }
}
