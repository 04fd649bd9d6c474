package dev.carafe.plan;

import java.util.List;

/** Operations on mounts other than the root. */
public sealed interface MountOperation extends Operation {
    /** A new, detached mount of a filesystem. */
    record NewMount(
            int slot, String filesystem, String source, long attributes, List<String> options)
            implements MountOperation {
        public NewMount {
            options = List.copyOf(options);
        }

        @Override
        public OperationType type() {
            return OperationType.NEW_MOUNT;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments
                    .slot("slot", slot)
                    .text("filesystem", filesystem)
                    .text("source", source)
                    .longFlags("attributes", FlagNames.ATTRIBUTES, attributes)
                    .texts("options", options);
        }
    }

    /** Copies what the path holds into a detached mount. */
    record CopyUp(int slot, String path) implements MountOperation {
        @Override
        public OperationType type() {
            return OperationType.COPY_UP;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.slot("slot", slot).text("path", path);
        }
    }

    /** Attaches a detached mount. */
    record AttachMount(int slot, String target, int flags) implements MountOperation {
        @Override
        public OperationType type() {
            return OperationType.ATTACH_MOUNT;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments
                    .slot("slot", slot)
                    .text("target", target)
                    .flags("flags", FlagNames.TARGET, flags);
        }
    }

    /** Changes attributes and propagation of a mount. */
    record SetMountAttributes(int slot, long set, long clear, long propagation, boolean recursive)
            implements MountOperation {
        @Override
        public OperationType type() {
            return OperationType.SET_MOUNT_ATTRIBUTES;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments
                    .slot("slot", slot)
                    .longFlags("set", FlagNames.ATTRIBUTES, set)
                    .longFlags("clear", FlagNames.ATTRIBUTES, clear)
                    .longFlags("propagation", FlagNames.PROPAGATION, propagation)
                    .number("recursive", recursive ? 1 : 0);
        }
    }

    /** Makes a directory where there is none. */
    record MakeDirectory(String path, int mode) implements MountOperation {
        @Override
        public OperationType type() {
            return OperationType.MAKE_DIRECTORY;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.text("path", path).mode("mode", mode);
        }
    }

    /** Makes a device node or a FIFO. */
    record MakeDevice(String path, char kind, int major, int minor, int mode, int uid, int gid)
            implements MountOperation {
        @Override
        public OperationType type() {
            return OperationType.MAKE_DEVICE;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments
                    .text("path", path)
                    .character("kind", kind)
                    .number("major", major)
                    .number("minor", minor)
                    .mode("mode", mode)
                    .number("uid", uid)
                    .number("gid", gid);
        }
    }

    /** Makes a symbolic link. */
    record MakeSymlink(String content, String path, boolean replace) implements MountOperation {
        @Override
        public OperationType type() {
            return OperationType.MAKE_SYMLINK;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments
                    .text("content", content)
                    .text("path", path)
                    .number("replace", replace ? 1 : 0);
        }
    }

    /** Covers a path so that it cannot be read. */
    record MaskPath(String path) implements MountOperation {
        @Override
        public OperationType type() {
            return OperationType.MASK_PATH;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.text("path", path);
        }
    }

    /** Makes a path read-only. */
    record ReadonlyPath(String path) implements MountOperation {
        @Override
        public OperationType type() {
            return OperationType.READONLY_PATH;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.text("path", path);
        }
    }

    /** Changes a mount that is there already. */
    record Remount(String path, long set, long clear, List<String> options)
            implements MountOperation {
        public Remount {
            options = List.copyOf(options);
        }

        @Override
        public OperationType type() {
            return OperationType.REMOUNT;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments
                    .text("path", path)
                    .longFlags("set", FlagNames.ATTRIBUTES, set)
                    .longFlags("clear", FlagNames.ATTRIBUTES, clear)
                    .texts("options", options);
        }
    }

    /** Gives the root of a detached mount the mode of the directory at the path. */
    record CopyMode(int slot, String path) implements MountOperation {
        @Override
        public OperationType type() {
            return OperationType.COPY_MODE;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.slot("slot", slot).text("path", path);
        }
    }
}
