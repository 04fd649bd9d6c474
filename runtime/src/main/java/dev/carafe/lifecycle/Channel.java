package dev.carafe.lifecycle;

import dev.carafe.linux.ProcessReference;
import java.nio.ByteBuffer;

/**
 * Datagrams to and from a launched process that works for the engine; docs/protocol.md, "A process
 * that works for the engine".
 */
public interface Channel {
    /** What comes from the process. */
    sealed interface Event {
        /** A datagram; a descriptor that came with it is kept by the client. */
        record Datagram(ByteBuffer bytes) implements Event {}

        /** The process ended; the wait status as of wait(2). */
        record Closed(int waitStatus) implements Event {}
    }

    /** Sends a datagram; an empty one says that it is the last. */
    void send(byte[] datagram);

    /** Waits for what comes next. */
    Event next();

    /**
     * Sends the descriptor that came last to a socket.
     *
     * @param path of the socket; empty for the client's own terminal relay
     */
    HookOutcome forward(String path);

    /**
     * Brings the loopback device of a network namespace up.
     *
     * @param pid a process in it, which the process at the other end has made
     */
    HookOutcome raiseLoopback(int pid);

    /**
     * Puts a child that the process has left to the client in the place of init.
     *
     * @throws LaunchFailedException when it is none
     */
    ProcessReference adopt(int pid);
}
