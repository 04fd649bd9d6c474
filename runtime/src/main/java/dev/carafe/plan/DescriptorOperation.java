package dev.carafe.plan;

/** Operations that put descriptors into slots. */
public sealed interface DescriptorOperation extends Operation {
    /** A detached copy of a mount tree. */
    record OpenTree(int slot, String path, int flags) implements DescriptorOperation {
        @Override
        public OperationType type() {
            return OperationType.OPEN_TREE;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.slot("slot", slot).text("path", path).flags("flags", FlagNames.SOURCE, flags);
        }
    }

    /** A detached copy of one device node, checked to be that device. */
    record OpenDevice(int slot, String path, char kind, int major, int minor)
            implements DescriptorOperation {
        @Override
        public OperationType type() {
            return OperationType.OPEN_DEVICE;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments
                    .slot("slot", slot)
                    .text("path", path)
                    .character("kind", kind)
                    .number("major", major)
                    .number("minor", minor);
        }
    }

    /** A regular file, FIFO or directory of the host. */
    record OpenFile(int slot, String path, int flags) implements DescriptorOperation {
        @Override
        public OperationType type() {
            return OperationType.OPEN_FILE;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.slot("slot", slot).text("path", path).flags("flags", FlagNames.OPEN, flags);
        }
    }

    /** A connected Unix stream socket; an empty path is the client's terminal relay. */
    record ConnectSocket(int slot, String path) implements DescriptorOperation {
        @Override
        public OperationType type() {
            return OperationType.CONNECT_SOCKET;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.slot("slot", slot).text("path", path);
        }
    }

    /** A namespace file of that type. */
    record OpenNamespace(int slot, String path, int kind) implements DescriptorOperation {
        @Override
        public OperationType type() {
            return OperationType.OPEN_NAMESPACE;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.slot("slot", slot).text("path", path).flags("kind", FlagNames.CLONE, kind);
        }
    }

    /** A pidfd of the process that has this pid and start time. */
    record OpenProcess(int slot, int pid, long startTimeTicks) implements DescriptorOperation {
        @Override
        public OperationType type() {
            return OperationType.OPEN_PROCESS;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments
                    .slot("slot", slot)
                    .number("pid", pid)
                    .longNumber("start_time_ticks", startTimeTicks);
        }
    }

    /** A new user namespace for {@link IdmapMount}. */
    record MakeUserNamespace(int slot, String uidMap, String gidMap)
            implements DescriptorOperation {
        @Override
        public OperationType type() {
            return OperationType.MAKE_USER_NAMESPACE;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.slot("slot", slot).text("uid_map", uidMap).text("gid_map", gidMap);
        }
    }

    /** Maps the ids of a detached tree through a user namespace. */
    record IdmapMount(int slot, int userNamespace, boolean recursive)
            implements DescriptorOperation {
        @Override
        public OperationType type() {
            return OperationType.IDMAP_MOUNT;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments
                    .slot("slot", slot)
                    .slot("user_namespace", userNamespace)
                    .number("recursive", recursive ? 1 : 0);
        }
    }

    /** Refuses a namespace to be joined that is the client's own. */
    record RefuseOwnNamespace(int slot, int namespaceType) implements DescriptorOperation {
        @Override
        public OperationType type() {
            return OperationType.REFUSE_OWN_NAMESPACE;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.slot("slot", slot).flags("namespace", FlagNames.CLONE, namespaceType);
        }
    }
}
