package dev.carafe.plan;

import java.util.List;

/** Operations that wait for someone else, or tell him something. */
public sealed interface WaitOperation extends Operation {
    /** Tells the client and waits for it. */
    record Sync(int stage) implements WaitOperation {
        /** The mounts are there, and the hooks of the runtime namespace are to run. */
        public static final int MOUNTED = 1;

        /** Nothing is done yet, and init is to be put into its control groups. */
        public static final int UNPLACED = 2;

        /** Init is given what goes to the supervisor of its system calls. */
        public static final int LISTENER = 3;

        /** Namespaces of a process are joined, which must be seen to be there still. */
        public static final int JOINED = 4;

        @Override
        public OperationType type() {
            return OperationType.SYNC;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.number("stage", stage);
        }
    }

    /** Runs a hook; a timeout of 0 is none. */
    record RunHook(String path, List<String> argv, List<String> env, int timeoutMillis)
            implements WaitOperation {
        public RunHook {
            argv = List.copyOf(argv);
            env = List.copyOf(env);
        }

        @Override
        public OperationType type() {
            return OperationType.RUN_HOOK;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments
                    .text("path", path)
                    .texts("argv", argv)
                    .texts("env", env)
                    .number("timeout_millis", timeoutMillis);
        }
    }

    /** Sends a text and a pidfd of init. */
    record SendPidfd(int slot, String text) implements WaitOperation {
        @Override
        public OperationType type() {
            return OperationType.SEND_PIDFD;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.slot("slot", slot).text("text", text);
        }
    }

    /** Commits the container: its record gets its name. By the client, and init goes on then. */
    record Commit(String written, String record) implements WaitOperation {
        @Override
        public OperationType type() {
            return OperationType.COMMIT;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.text("written", written).text("record", record);
        }
    }

    /** Waits for start. */
    record Gate(int gate, int report) implements WaitOperation {
        @Override
        public OperationType type() {
            return OperationType.GATE;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.slot("gate", gate).slot("report", report);
        }
    }
}
