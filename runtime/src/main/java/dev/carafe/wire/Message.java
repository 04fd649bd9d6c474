package dev.carafe.wire;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The messages between client and engine, one record for each row of {@code
 * native/src/messages.def}, which says what each is for. Numbers are unsigned there unless it says
 * {@code i}.
 */
public sealed interface Message {
    /** Messages that only the engine sends. */
    sealed interface FromEngine extends Message {}

    /** Messages that only the client sends. */
    sealed interface FromClient extends Message {}

    /** The first message of a session; the reason is empty unless the verdict is to refuse. */
    record Hello(int version, String build, int verdict, String reason) implements FromEngine {}

    /** How the client was called; environment entries as {@code NAME=value}. */
    record Invocation(
            int version,
            String build,
            List<String> argv,
            List<String> environment,
            String cwd,
            int pid,
            int terminals,
            int rows,
            int columns,
            int inheritedDescriptors,
            int umask)
            implements FromClient {}

    /** Bytes for the client's descriptor 1 or 2. */
    record Print(int descriptor, ByteBuffer bytes) implements FromEngine {}

    /** Bytes for the file that {@code --log} names. */
    record Log(ByteBuffer bytes) implements FromEngine {}

    /** The session is over. */
    record Exit(int code) implements FromEngine {}

    /** What to run one-shot when the engine is lost. */
    record Recovery(List<String> argv) implements FromEngine {}

    /** An init program. */
    record Launch(ByteBuffer program) implements FromEngine {}

    /** Init exists. */
    record Launched(int pid, long startTimeTicks) implements FromClient {}

    /** Init waits at a {@code sync}. */
    record Stage(int stage) implements FromClient {}

    /** Init goes on from a {@code sync}. */
    record Proceed(ByteBuffer state) implements FromEngine {}

    /** Init waits at the gate. */
    record Ready() implements FromClient {}

    /** The launch failed; {@code operation} is -1 for the client itself. */
    record Failed(int operation, int kind, int number, String detail) implements FromClient {}

    /** Init ended; the status is wait(2)'s. */
    record InitExited(int waitStatus) implements FromClient {}

    /** A hook to run in the client's namespaces. */
    record RunHook(
            String path,
            List<String> argv,
            List<String> environment,
            int timeoutMillis,
            ByteBuffer stdin)
            implements FromEngine {}

    /** How the hook ended. */
    record HookDone(int kind, int number, ByteBuffer output) implements FromClient {}

    /** Init is to be killed and reaped. */
    record KillInit() implements FromEngine {}

    /** The client stays with init; bit 0 of the flags: without becoming a subreaper. */
    record Foreground(List<String> finishArgv, int lingerMillis, int flags) implements FromEngine {}

    /** The engine no longer waits for init. */
    record Leave() implements FromEngine {}

    /** A program to run in the client's environment, looked for in its PATH. */
    record RunProgram(List<String> argv) implements FromEngine {}

    /** What the program has written since the last one. */
    record Output(ByteBuffer bytes) implements FromClient {}

    /** The container's datagrams are to be taken; init is the pid. */
    record ListenNotify(String directory, String address, int pid) implements FromEngine {}

    /** They are, or an error number says why not. */
    record NotifyListening(int number, String detail) implements FromClient {}

    /** The session is over; the client leaves once the container is ready. */
    record ExitWhenReady(int code) implements FromEngine {}

    /** Asks for the times of the launch's operations. */
    record GiveTimes() implements FromEngine {}

    /** Begin and end of each operation, 64 bits each; empty for a program that keeps none. */
    record Times(ByteBuffer times) implements FromClient {}

    /** A datagram for the process at the other end of the channel; an empty one is the last. */
    record ChannelSend(ByteBuffer datagram) implements FromEngine {}

    /** A datagram of that process, with or without a descriptor, which the client keeps. */
    record ChannelReceived(ByteBuffer datagram, int descriptors) implements FromClient {}

    /** That process ended; the status is wait(2)'s. */
    record ChannelClosed(int waitStatus) implements FromClient {}

    /** The descriptor that came last goes to a socket; without a path to the client's relay. */
    record Forward(String path) implements FromEngine {}

    /** A child that the launched process left to the client takes the place of init. */
    record Adopt(int pid) implements FromEngine {}

    /** The client leaves when one of these is typed. */
    record LeaveOnKey(String keys) implements FromEngine {}

    /** The loopback device of this process's network namespace is brought up. */
    record RaiseLoopback(int pid) implements FromEngine {}

    /** The network namespace that LAUNCH's program makes may be made now. */
    record MakeNetwork() implements FromEngine {}

    /**
     * The record of the container is written: the client commits it when init is ready, and this is
     * how to recover from then on.
     */
    record Commit(List<String> argv) implements FromEngine {
        public Commit {
            argv = List.copyOf(argv);
        }
    }

    /** A sealed copy of the client's binary, among the descriptors of a process. */
    record SealedCopy(int pid, int descriptor) implements FromEngine {}
}
