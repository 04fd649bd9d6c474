package dev.carafe.plan;

import dev.carafe.spec.Device;
import dev.carafe.spec.DeviceType;
import dev.carafe.spec.Mount;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is in {@code /dev}: the devices that every container has, those of {@code linux.devices},
 * and links; runtime-spec config-linux.md, "Default Devices".
 */
final class Devices {
    private static final String POINTER = "/linux/devices";
    private static final int DEFAULT_MODE = 0666;
    private static final int PERMISSIONS = 07777;

    /** Each with its minor number; in the order in which they are made. */
    private static final List<Standard> STANDARD =
            List.of(
                    new Standard("/dev/null", 1, 3),
                    new Standard("/dev/zero", 1, 5),
                    new Standard("/dev/full", 1, 7),
                    new Standard("/dev/random", 1, 8),
                    new Standard("/dev/urandom", 1, 9),
                    new Standard("/dev/tty", 5, 0));

    private static final Map<String, String> LINKS =
            new TreeMap<>(
                    Map.of(
                            "/dev/fd", "/proc/self/fd",
                            "/dev/stdin", "/proc/self/fd/0",
                            "/dev/stdout", "/proc/self/fd/1",
                            "/dev/stderr", "/proc/self/fd/2",
                            "/dev/core", "/proc/kcore"));

    private static final String MULTIPLEXER = "/dev/ptmx";

    private final Context context;
    private final ProgramBuilder program;

    Devices(Context context) {
        this.context = context;
        this.program = context.program();
    }

    /** Paths of what every container has, whatever is listed. */
    static List<String> standardPaths() {
        return STANDARD.stream().map(Standard::path).toList();
    }

    private record Standard(String path, int major, int minor) {}

    void add() {
        // A /dev that is bound from elsewhere is taken as it is.
        if (context.config().mounts().stream().anyMatch(Devices::isBoundDev)) {
            return;
        }
        Set<String> listed = new HashSet<>();
        for (Device device : context.config().linux().devices()) {
            listed.add(ContainerPath.clean(device.path()));
        }
        for (Standard device : STANDARD) {
            if (!listed.contains(device.path())) {
                add(device);
            }
        }
        List<Device> devices = context.config().linux().devices();
        for (int i = 0; i < devices.size(); i++) {
            // Made as a link below, whatever is listed.
            if (!ContainerPath.clean(devices.get(i).path()).equals(MULTIPLEXER)) {
                add(devices.get(i), Pointers.at(POINTER, i));
            }
        }
        program.init(new MountOperation.MakeSymlink("pts/ptmx", MULTIPLEXER, true), "");
        LINKS.forEach((path, content) ->
                program.init(new MountOperation.MakeSymlink(content, path, false), ""));
    }

    private static boolean isBoundDev(Mount mount) {
        return (mount.isBind() || "bind".equals(mount.type()))
                && ContainerPath.clean(mount.destination()).equals("/dev");
    }

    private void add(Standard device) {
        if (context.canMakeDevices()) {
            program.init(
                    new MountOperation.MakeDevice(
                            device.path(), 'c', device.major(), device.minor(), DEFAULT_MODE, 0, 0),
                    "");
        } else {
            bind(device.path(), 'c', device.major(), device.minor(), "");
        }
    }

    private void add(Device device, String pointer) {
        char kind =
                switch (device.type()) {
                    case CHARACTER, UNBUFFERED -> 'c';
                    case BLOCK -> 'b';
                    case FIFO -> 'p';
                };
        if (device.type() != DeviceType.FIFO && !context.canMakeDevices()) {
            if (device.fileMode() != null || device.uid() != null || device.gid() != null) {
                program.warn(
                        pointer,
                        "fileMode, uid and gid are without effect: the host's node is bound, since"
                                + " none can be made here");
            }
            bind(device.path(), kind, (int) device.major(), (int) device.minor(), pointer);
            return;
        }
        program.init(
                new MountOperation.MakeDevice(
                        device.path(),
                        kind,
                        (int) device.major(),
                        (int) device.minor(),
                        mode(device),
                        id(device.uid()),
                        id(device.gid())),
                pointer);
    }

    /** The host's node of the same path, checked to be the device that was asked for. */
    private void bind(String path, char kind, int major, int minor, String pointer) {
        int slot = program.newSlot();
        Phase phase = context.sourcePhase();
        program.add(
                phase, new DescriptorOperation.OpenDevice(slot, path, kind, major, minor), pointer);
        if (phase == Phase.HOST) {
            ClientTree.isolate(context, slot, pointer);
        }
        program.init(
                new MountOperation.AttachMount(slot, path, OpenFlag.TARGET_NO_FOLLOW), pointer);
    }

    private static int mode(Device device) {
        Long mode = device.fileMode();
        return mode == null ? DEFAULT_MODE : (int) (mode & PERMISSIONS);
    }

    private static int id(@Nullable Long id) {
        return id == null ? 0 : id.intValue();
    }
}
