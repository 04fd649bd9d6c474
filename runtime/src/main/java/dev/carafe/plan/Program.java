package dev.carafe.plan;

import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.error.Problem;
import java.util.ArrayList;
import java.util.List;

/** An init program, compiled and encoded. */
public final class Program {
    /** The slot of the root mount. */
    public static final int ROOT_SLOT = 0;

    /** In place of a slot: none. */
    public static final int NO_SLOT = -1;

    private final List<Step> steps;
    private final int slots;
    private final List<Problem> warnings;
    private final byte[] encoded;

    Program(List<Step> steps, int slots, List<Problem> warnings, byte[] encoded) {
        this.steps = List.copyOf(steps);
        this.slots = slots;
        this.warnings = List.copyOf(warnings);
        this.encoded = encoded.clone();
    }

    /** The operations in the order of the program; an operation's index is its place here. */
    public List<Step> steps() {
        return steps;
    }

    /** The same program, which keeps the time of each operation; all are one place further. */
    public Program recordingTimes() {
        List<Step> timed = new ArrayList<>(steps.size() + 1);
        timed.add(new Step(Phase.HOST, new CloneOperation.RecordTimes(), ""));
        timed.addAll(steps);
        ProgramEncoder encoder = new ProgramEncoder();
        encoder.begin(timed.size(), slots);
        timed.forEach(encoder::add);
        return new Program(timed, slots, warnings, encoder.finish());
    }

    /**
     * Whether the network namespace that init is born in could be made without it: the caller's
     * user namespace owns it, and init is cloned by the caller itself.
     */
    public boolean makesSeparableNetwork() {
        return steps.stream().noneMatch(step -> step.phase() == Phase.ENTER)
                && steps.stream().anyMatch(step -> isCloneWithNetwork(step.operation()));
    }

    private static boolean isCloneWithNetwork(Operation operation) {
        return operation instanceof CloneOperation.CloneInit(long flags, int _)
                && (flags & flag(NamespaceType.NETWORK)) != 0
                && (flags & flag(NamespaceType.USER)) == 0;
    }

    private static long flag(NamespaceType type) {
        return Integer.toUnsignedLong(type.cloneFlag());
    }

    /** How many slots the program needs, the root mount's included. */
    public int slots() {
        return slots;
    }

    /** What the configuration asks for that was left out, for people to see. */
    public List<Problem> warnings() {
        return warnings;
    }

    /** The program in the binary format of docs/protocol.md. */
    public byte[] encode() {
        return encoded.clone();
    }

    /**
     * JSON pointer into config.json of the property that asked for the operation; empty when no
     * property did, and for an index that is not the program's, such as the client's own -1.
     */
    public String pointer(int index) {
        return index >= 0 && index < steps.size() ? steps.get(index).pointer() : "";
    }
}
