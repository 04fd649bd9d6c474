package dev.carafe.plan;

/** Operations that change the mounts of a running container. */
public sealed interface ChangeOperation extends Operation {
    /** From here on changes are undone when the program fails; the slot is of the host's procfs. */
    record UndoMounts(int slot) implements ChangeOperation {
        @Override
        public OperationType type() {
            return OperationType.UNDO_MOUNTS;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.slot("slot", slot);
        }
    }

    /** Refuses a path where nothing is mounted. */
    record RequireMount(String path) implements ChangeOperation {
        @Override
        public OperationType type() {
            return OperationType.REQUIRE_MOUNT;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.text("path", path);
        }
    }

    /** Detaches what is mounted at a path, with all below it. */
    record DetachMount(int slot, String path) implements ChangeOperation {
        @Override
        public OperationType type() {
            return OperationType.DETACH_MOUNT;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.slot("slot", slot).text("path", path);
        }
    }

    /** Ends a program that executes nothing. */
    record Finish() implements ChangeOperation {
        @Override
        public OperationType type() {
            return OperationType.FINISH;
        }

        @Override
        public void describe(Arguments arguments) {}
    }
}
