package dev.carafe.plan;

import java.util.List;

/** Operations that make init and set it up from outside. */
public sealed interface CloneOperation extends Operation {
    /** Has the time of each operation kept, for a trace. */
    record RecordTimes() implements CloneOperation {
        @Override
        public OperationType type() {
            return OperationType.RECORD_TIMES;
        }

        @Override
        public void describe(Arguments arguments) {}
    }

    /** Makes init, in a version 2 control group where the slot names one. */
    record CloneInit(long flags, int cgroup) implements CloneOperation {
        @Override
        public OperationType type() {
            return OperationType.CLONE_INIT;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.longFlags("flags", FlagNames.CLONE, flags).slot("cgroup", cgroup);
        }
    }

    /** Joins an existing namespace. */
    record JoinNamespace(int slot, int kind) implements CloneOperation {
        @Override
        public OperationType type() {
            return OperationType.JOIN_NAMESPACE;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.slot("slot", slot).flags("kind", FlagNames.CLONE, kind);
        }
    }

    /** Joins namespaces of the process whose pidfd the slot has. */
    record JoinProcess(int slot, long flags) implements CloneOperation {
        @Override
        public OperationType type() {
            return OperationType.JOIN_PROCESS;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.slot("slot", slot).longFlags("flags", FlagNames.CLONE, flags);
        }
    }

    /** Writes to a file of init's {@code /proc/PID}. */
    record WriteProcFile(String file, String text) implements CloneOperation {
        @Override
        public OperationType type() {
            return OperationType.WRITE_PROC_FILE;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.text("file", file).text("text", text);
        }
    }

    /** Runs newuidmap or newgidmap; the pid goes after the first argument. */
    record RunMapHelper(List<String> argv) implements CloneOperation {
        public RunMapHelper {
            argv = List.copyOf(argv);
        }

        @Override
        public OperationType type() {
            return OperationType.RUN_MAP_HELPER;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.texts("argv", argv);
        }
    }

    /** Sets init's resource limit from outside. */
    record SetInitRlimit(int resource, long soft, long hard) implements CloneOperation {
        @Override
        public OperationType type() {
            return OperationType.SET_INIT_RLIMIT;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments
                    .number("resource", resource)
                    .longNumber("soft", soft)
                    .longNumber("hard", hard);
        }
    }

    /** Makes the time namespace that init will be in, with its clock offsets. */
    record UnshareTime(String offsets) implements CloneOperation {
        @Override
        public OperationType type() {
            return OperationType.UNSHARE_TIME;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.text("offsets", offsets);
        }
    }

    /** Gives init a network device of the host. */
    record MoveNetDevice(String name, String newName) implements CloneOperation {
        @Override
        public OperationType type() {
            return OperationType.MOVE_NET_DEVICE;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.text("name", name).text("new_name", newName);
        }
    }
}
