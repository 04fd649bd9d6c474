package dev.carafe.lifecycle;

import dev.carafe.linux.TimeNamespace;
import dev.carafe.plan.OperationType;
import dev.carafe.plan.PlanPrinter;
import dev.carafe.plan.Program;
import dev.carafe.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What took how long: phases of the engine, and operations of client and init. All times are of
 * CLOCK_MONOTONIC, which {@link System#nanoTime} is on Linux.
 */
public final class Trace {
    /** For commands that are not traced: takes no notice of anything. */
    public static final Trace NONE = new Trace(() -> 0, false);

    /** System call filters are as long as they are. */
    private static final int MAX_DETAIL = 200;

    private final LongSupplier clockNanos;
    private final boolean isOn;
    private final List<Event> events = new ArrayList<>();
    private List<Event> operations = List.of();
    private long offsetNanos;

    private Trace(LongSupplier clockNanos, boolean isOn) {
        this.clockNanos = clockNanos;
        this.isOn = isOn;
    }

    /** A trace that begins now. */
    public static Trace begin() {
        return new Trace(System::nanoTime, true);
    }

    /** A trace by any clock. */
    static Trace by(LongSupplier clockNanos) {
        return new Trace(clockNanos, true);
    }

    /** Who does something. */
    public enum Actor {
        ENGINE,
        CLIENT,
        INIT
    }

    /**
     * Something that took its time.
     *
     * @param actor who did it
     * @param name what was done
     * @param detail the operation as {@code carafe plan} prints it; empty for the engine's phases
     * @param pointer of the property in config.json behind it; empty where there is none
     * @param beginNanos when
     * @param durationNanos how long
     */
    public record Event(
            Actor actor,
            String name,
            String detail,
            String pointer,
            long beginNanos,
            long durationNanos) {}

    /** A phase, until it is closed. */
    public interface Phase extends AutoCloseable {
        @Override
        void close();
    }

    /** Whether anybody wants to know. */
    public boolean isOn() {
        return isOn;
    }

    /** Begins a phase of the engine. */
    public Phase phase(String name) {
        if (!isOn) {
            return () -> {};
        }
        long begin = clockNanos.getAsLong();
        return () -> add(name, begin, clockNanos.getAsLong());
    }

    /** A phase of the engine that is known by its begin. */
    public void phaseSince(String name, long beginNanos) {
        if (isOn) {
            add(name, beginNanos, clockNanos.getAsLong());
        }
    }

    private void add(String name, long begin, long end) {
        events.add(new Event(Actor.ENGINE, name, "", "", begin, end - begin));
    }

    /**
     * Takes the times of the operations from the client, in place of those that it took earlier.
     *
     * @param program the one that was launched, with {@link Program#recordingTimes}
     * @param init pid of init, or 0 when there is none
     */
    void takeOperations(Client client, Program program, int init) {
        if (isOn) {
            // A process that has ended tells no more how its clock was.
            if (init != 0 && offsetNanos == 0) {
                offsetNanos = TimeNamespace.offsetNanos(init);
            }
            takeOperations(client.operationTimes(), program, offsetNanos);
        }
    }

    void takeOperations(List<OperationTime> times, Program program, long offsetNanos) {
        List<Event> taken = new ArrayList<>();
        long now = clockNanos.getAsLong();
        for (int i = 0; i < Math.min(times.size(), program.steps().size()); i++) {
            Step step = program.steps().get(i);
            OperationTime time = ours(times.get(i), offsetNanos, now);
            if (time.beginNanos() == 0 || time.beginNanos() > now) {
                continue; // not begun, or by a clock that nobody knows any more
            }
            long end = time.endNanos() < time.beginNanos() ? now : time.endNanos();
            taken.add(
                    new Event(
                            actor(step),
                            step.operation().type().operationName(),
                            describe(step),
                            step.pointer(),
                            time.beginNanos(),
                            Math.max(0, end - time.beginNanos())));
        }
        operations = taken;
    }

    /** Without the environment, which may hold what is not for everybody who reads a trace. */
    private static String describe(Step step) {
        if (step.operation().type() == OperationType.SET_ENVIRONMENT) {
            return "";
        }
        String text = PlanPrinter.text(step);
        return text.length() > MAX_DETAIL ? text.substring(0, MAX_DETAIL) + "..." : text;
    }

    private static Actor actor(Step step) {
        return switch (step.phase()) {
            case HOST, PARENT, LATE -> Actor.CLIENT;
            case ENTER, INIT -> Actor.INIT;
        };
    }

    /**
     * By our clock: in a time namespace init's is ahead by the offset, or behind. Whoever joins
     * namespaces has our clock before, and init's after: what lies in the future, or before the
     * trace, is init's.
     */
    private OperationTime ours(OperationTime time, long offsetNanos, long now) {
        long begin = events.isEmpty() ? now : events.getFirst().beginNanos();
        boolean isInit = offsetNanos != 0 && (time.beginNanos() > now || time.beginNanos() < begin);
        return isInit ? time.minus(offsetNanos) : time;
    }

    /** Everything, by its begin. */
    public List<Event> events() {
        List<Event> all = new ArrayList<>(events);
        all.addAll(operations);
        all.sort((a, b) -> Long.compare(a.beginNanos(), b.beginNanos()));
        return all;
    }
}
