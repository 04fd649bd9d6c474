package dev.carafe.plan;

/** Operations on the root filesystem and the console. */
public sealed interface RootOperation extends Operation {
    /** Sets the propagation of all mounts, before anything is mounted. */
    record SetRootPropagation(long flags) implements RootOperation {
        @Override
        public OperationType type() {
            return OperationType.SET_ROOT_PROPAGATION;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.longFlags("flags", FlagNames.PROPAGATION, flags);
        }
    }

    /** Makes the root filesystem a mount of its own. */
    record MountRoot(String path, int slot) implements RootOperation {
        @Override
        public OperationType type() {
            return OperationType.MOUNT_ROOT;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.text("path", path).slot("slot", slot);
        }
    }

    /** Opens a terminal and makes it stdio and {@code /dev/console}. */
    record OpenConsole(int socket, int rows, int columns) implements RootOperation {
        @Override
        public OperationType type() {
            return OperationType.OPEN_CONSOLE;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.slot("socket", socket).number("rows", rows).number("columns", columns);
        }
    }

    /** Makes the root mount the root. */
    record PivotRoot() implements RootOperation {
        @Override
        public OperationType type() {
            return OperationType.PIVOT_ROOT;
        }

        @Override
        public void describe(Arguments arguments) {}
    }

    /** The same without pivot_root(2). */
    record MoveRoot() implements RootOperation {
        @Override
        public OperationType type() {
            return OperationType.MOVE_ROOT;
        }

        @Override
        public void describe(Arguments arguments) {}
    }

    /** Sets the propagation of a mount in the container. */
    record SetPropagation(String path, long flags) implements RootOperation {
        @Override
        public OperationType type() {
            return OperationType.SET_PROPAGATION;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.text("path", path).longFlags("flags", FlagNames.PROPAGATION, flags);
        }
    }

    /** The same by chroot(2) alone, in a shared mount namespace. */
    record ChangeRoot() implements RootOperation {
        @Override
        public OperationType type() {
            return OperationType.CHANGE_ROOT;
        }

        @Override
        public void describe(Arguments arguments) {}
    }

    /** Goes to another mount namespace, with a detached copy of the mounts as root. */
    record LeaveMountNamespace(int slot) implements RootOperation {
        @Override
        public OperationType type() {
            return OperationType.LEAVE_MOUNT_NAMESPACE;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.slot("slot", slot);
        }
    }

    /** Standard streams that are the host's null device become the container's. */
    record ReopenNull() implements RootOperation {
        @Override
        public OperationType type() {
            return OperationType.REOPEN_NULL;
        }

        @Override
        public void describe(Arguments arguments) {}
    }
}
