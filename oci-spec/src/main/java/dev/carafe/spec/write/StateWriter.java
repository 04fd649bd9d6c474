package dev.carafe.spec.write;

import dev.carafe.spec.ContainerProcessState;
import dev.carafe.spec.ContainerState;

/** Writes the state of a container as the runtime-spec defines it; hooks get it on their stdin. */
public final class StateWriter {

    private StateWriter() {}

    /** The state on one line, without a line end. */
    public static String write(ContainerState state) {
        return Out.compact(state, StateWriter::state);
    }

    /** The state that goes to a supervisor, on one line, without a line end. */
    public static String write(ContainerProcessState state) {
        return Out.compact(state, StateWriter::processState);
    }

    private static void processState(Out out, ContainerProcessState state) {
        out.alwaysText("ociVersion", state.ociVersion());
        out.texts("fds", state.fds());
        out.alwaysNumber("pid", state.pid());
        out.text("metadata", state.metadata());
        out.object("state", state.state(), StateWriter::state);
    }

    private static void state(Out out, ContainerState state) {
        out.alwaysText("ociVersion", state.ociVersion());
        out.alwaysText("id", state.id());
        out.alwaysText("status", state.status().json());
        out.optionalNumber("pid", state.pid());
        out.alwaysText("bundle", state.bundle());
        out.textMap("annotations", state.annotations());
    }
}
