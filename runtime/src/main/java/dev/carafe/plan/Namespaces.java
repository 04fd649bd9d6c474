package dev.carafe.plan;

import dev.carafe.spec.Linux;
import dev.carafe.spec.Namespace;
import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.TimeOffset;
import dev.carafe.spec.rules.Sysctl;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Namespaces: those that are joined, in the right order, and those that are made. */
final class Namespaces {
    private static final String POINTER = "/linux/namespaces";

    /**
     * The user namespace is last, since the caller may have more rights over the others than
     * someone in it; what only someone in it may join is tried again after it. The mount namespace
     * is last of the others: it changes what paths mean.
     */
    private static final List<NamespaceType> JOIN_ORDER =
            List.of(
                    NamespaceType.NETWORK,
                    NamespaceType.IPC,
                    NamespaceType.UTS,
                    NamespaceType.PID,
                    NamespaceType.CGROUP,
                    NamespaceType.TIME,
                    NamespaceType.MOUNT,
                    NamespaceType.USER);

    private final Context context;
    private final Linux linux;
    private final ProgramBuilder program;
    private int mountNamespace = Program.NO_SLOT;
    private final Map<NamespaceType, Integer> joined = new EnumMap<>(NamespaceType.class);

    Namespaces(Context context) {
        this.context = context;
        this.linux = context.config().linux();
        this.program = context.program();
    }

    /** Opens the namespaces that are joined, in the caller's view of the paths. */
    void open() {
        if (context.mountsDetached()) {
            mountNamespace = program.newSlot();
            program.host(
                    new DescriptorOperation.OpenNamespace(
                            mountNamespace, "/proc/self/ns/mnt", NamespaceType.MOUNT.cloneFlag()),
                    POINTER);
        }
        for (NamespaceType type : JOIN_ORDER) {
            String path = linux.namespace(type).map(Namespace::path).orElse(null);
            if (path != null) {
                int slot = program.newSlot();
                joined.put(type, slot);
                program.host(
                        new DescriptorOperation.OpenNamespace(slot, path, type.cloneFlag()),
                        pointer(type) + "/path");
                protectHost(type, slot);
            }
        }
    }

    /** A sysctl must not get into the host by a namespace that is joined: only init could tell. */
    private void protectHost(NamespaceType type, int slot) {
        linux.sysctl().keySet().stream()
                .filter(name -> Sysctl.owner(name).filter(type::equals).isPresent())
                .findFirst()
                .ifPresent(name ->
                        program.host(
                                new DescriptorOperation.RefuseOwnNamespace(slot, type.cloneFlag()),
                                Pointers.at("/linux/sysctl", name)));
    }

    /** Joins them. */
    void enter() {
        for (NamespaceType type : JOIN_ORDER) {
            Integer slot = joined.get(type);
            if (slot != null) {
                program.add(
                        Phase.ENTER,
                        new CloneOperation.JoinNamespace(slot, type.cloneFlag()),
                        pointer(type) + "/path");
            }
        }
        if (hasTimeOffsets()) {
            program.add(
                    Phase.ENTER,
                    new CloneOperation.UnshareTime(timeOffsets()),
                    "/linux/timeOffsets");
        }
    }

    /** The slot of the user namespace that is joined, or {@link Program#NO_SLOT}. */
    int joinedUserNamespace() {
        return joined.getOrDefault(NamespaceType.USER, Program.NO_SLOT);
    }

    /** Makes init, in all new namespaces that can be made at once. */
    void makeInit(CgroupPlacement cgroups) {
        long flags =
                mountNamespace == Program.NO_SLOT
                        ? 0
                        : Integer.toUnsignedLong(NamespaceType.MOUNT.cloneFlag());
        for (Namespace namespace : linux.namespaces()) {
            if (namespace.isNew() && !isMadeApart(namespace.type(), cgroups)) {
                flags |= Integer.toUnsignedLong(namespace.type().cloneFlag());
            }
        }
        program.host(
                new CloneOperation.CloneInit(flags, cgroups.cloneSlot()),
                flags == 0 ? "" : POINTER);
    }

    private boolean isMadeApart(NamespaceType type, CgroupPlacement cgroups) {
        return switch (type) {
            case CGROUP -> cgroups.isJoinedLate();
            // Offsets cannot be changed any more once a process is in the namespace.
            case TIME -> hasTimeOffsets();
            case PID, NETWORK, MOUNT, IPC, UTS, USER -> false;
        };
    }

    /** Makes the cgroup namespace, where init had to join its control groups first. */
    void unshareLate(CgroupPlacement cgroups) {
        if (context.makes(NamespaceType.CGROUP) && cgroups.isJoinedLate()) {
            program.init(
                    new IdentityOperation.Unshare(
                            Integer.toUnsignedLong(NamespaceType.CGROUP.cloneFlag())),
                    pointer(NamespaceType.CGROUP));
        }
    }

    /** Makes init root of its user namespace: until then its ids are those of the caller. */
    void becomeRoot() {
        if (context.hasUserNamespace()) {
            program.init(new IdentityOperation.BecomeRoot(), pointer(NamespaceType.USER));
        }
    }

    /** Goes back to the runtime's mount namespace, where the container shares that. */
    void leaveMounts() {
        if (mountNamespace != Program.NO_SLOT) {
            program.init(new RootOperation.LeaveMountNamespace(mountNamespace), POINTER);
        }
    }

    /** A new network namespace comes with a loopback device that is down. */
    void raiseLoopback() {
        if (context.makes(NamespaceType.NETWORK)) {
            program.init(new IdentityOperation.RaiseLoopback(), pointer(NamespaceType.NETWORK));
        }
    }

    private boolean hasTimeOffsets() {
        return context.makes(NamespaceType.TIME) && !linux.timeOffsets().isEmpty();
    }

    /** The lines of {@code /proc/self/timens_offsets}; time_namespaces(7). */
    private String timeOffsets() {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, TimeOffset> entry : linux.timeOffsets().entrySet()) {
            TimeOffset offset = entry.getValue();
            lines.append(entry.getKey()).append(' ').append(offset.seconds());
            lines.append(' ').append(offset.nanos()).append('\n');
        }
        return lines.toString();
    }

    private String pointer(NamespaceType type) {
        for (int i = 0; i < linux.namespaces().size(); i++) {
            if (linux.namespaces().get(i).type() == type) {
                return Pointers.at(POINTER, i);
            }
        }
        return POINTER;
    }
}
