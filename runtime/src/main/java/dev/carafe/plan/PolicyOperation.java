package dev.carafe.plan;

import java.nio.ByteBuffer;
import java.util.List;

/** Operations on how the kernel runs the process. */
public sealed interface PolicyOperation extends Operation {
    /** Sets the scheduling policy and its parameters. */
    record SetScheduler(
            int policy,
            long flags,
            int nice,
            int priority,
            long runtimeNanos,
            long deadlineNanos,
            long periodNanos)
            implements PolicyOperation {
        @Override
        public OperationType type() {
            return OperationType.SET_SCHEDULER;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments
                    .number("policy", policy)
                    .longFlags("flags", FlagNames.SCHEDULING, flags)
                    .signed("nice", nice)
                    .number("priority", priority)
                    .longNumber("runtime_nanos", runtimeNanos)
                    .longNumber("deadline_nanos", deadlineNanos)
                    .longNumber("period_nanos", periodNanos);
        }
    }

    /** Sets the I/O priority of the process group. */
    record SetIoPriority(int ioClass, int priority) implements PolicyOperation {
        @Override
        public OperationType type() {
            return OperationType.SET_IO_PRIORITY;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.number("class", ioClass).number("priority", priority);
        }
    }

    /** Sets the execution domain. */
    record SetPersonality(int persona) implements PolicyOperation {
        @Override
        public OperationType type() {
            return OperationType.SET_PERSONALITY;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.number("persona", persona);
        }
    }

    /**
     * Sets the CPUs that whoever runs it, and what it makes, may run on.
     *
     * @param cpus bit N of the bytes for CPU N; read-only
     * @param list the CPUs, for people
     */
    record SetCpuAffinity(ByteBuffer cpus, String list) implements PolicyOperation {
        public SetCpuAffinity {
            cpus = cpus.asReadOnlyBuffer();
        }

        @Override
        public OperationType type() {
            return OperationType.SET_CPU_AFFINITY;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.bytes("cpus", cpus, list);
        }
    }

    /** Sets the NUMA memory policy. */
    record SetMemoryPolicy(int mode, int flags, List<Integer> nodes) implements PolicyOperation {
        public SetMemoryPolicy {
            nodes = List.copyOf(nodes);
        }

        @Override
        public OperationType type() {
            return OperationType.SET_MEMORY_POLICY;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments
                    .number("mode", mode)
                    .flags("flags", FlagNames.MEMORY_POLICY, flags)
                    .numbers("nodes", nodes);
        }
    }
}
