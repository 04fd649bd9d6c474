package dev.carafe.plan;

/** What a process is given that works for the engine and is no container's. */
public sealed interface ChannelOperation extends Operation {
    /** A socket whose other end the client relays to the engine. */
    record OpenChannel(int slot) implements ChannelOperation {
        @Override
        public OperationType type() {
            return OperationType.OPEN_CHANNEL;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.slot("slot", slot);
        }
    }

    /** The root of a container that is to be restored, mounted on itself. */
    record BindRoot(String path) implements ChannelOperation {
        @Override
        public OperationType type() {
            return OperationType.BIND_ROOT;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.text("path", path);
        }
    }

    /** The process gets the descriptor, at the next number from 3 upwards. */
    record PassDescriptor(int slot) implements ChannelOperation {
        @Override
        public OperationType type() {
            return OperationType.PASS_DESCRIPTOR;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.slot("slot", slot);
        }
    }
}
