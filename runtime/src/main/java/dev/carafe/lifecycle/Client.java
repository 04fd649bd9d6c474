package dev.carafe.lifecycle;

import dev.carafe.linux.ProcessReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * What the engine can ask of the client whose session this is; docs/protocol.md has the messages
 * behind it.
 *
 * <p>Every method throws {@link ClientLostException} when the client is gone.
 */
public interface Client {
    /** The invocation that opened the session. */
    Invocation invocation();

    /**
     * The client's process.
     *
     * @throws ClientLostException when it is gone
     */
    ProcessReference process();

    /** Writes to the client's standard output. */
    void print(byte[] bytes);

    /** Writes to the client's standard error. */
    void printError(byte[] bytes);

    /** Appends to the file that {@code --log} names; nothing happens where it names none. */
    void log(byte[] line);

    /**
     * Tells what to run one-shot if this engine is lost; to be called before the first side effect,
     * and again when something else is to be run from then on.
     *
     * @param argv empty when there is nothing to recover, but the command must not be run anew
     */
    void recoverWith(List<String> argv);

    /**
     * Tells that the program that will be launched makes a network namespace which needs no init to
     * be made: the client may do it until then. It goes with what is said next.
     */
    void makeNetwork();

    /**
     * Launches an encoded init program and returns once init exists.
     *
     * @throws LaunchFailedException when FAILED comes before LAUNCHED: there is no init
     */
    Launch launch(byte[] program);

    /**
     * Has the client commit the container, whose record is written, as soon as its init is ready;
     * for a program that commits. Init is let go then, and ready is the launch that was executed.
     *
     * @param argv what to run one-shot if this engine is lost after the commit
     */
    void commitWhenReady(List<String> argv);

    /** The channel of the process that was launched, when its program opened one. */
    Channel channel();

    /**
     * Returns if the client is there; for waits that the client has no part in.
     *
     * @throws ClientLostException when it is gone
     */
    void requirePresent();

    /**
     * When the operations of the launch began and ended, in the order of its program; empty for a
     * program that does not keep their times. To be asked for when the client waits: after it was
     * ready, or has failed.
     */
    List<OperationTime> operationTimes();

    /** Runs a hook in the client's namespaces and waits for it. */
    HookOutcome runHook(
            String path, List<String> argv, List<String> env, Duration timeout, byte[] stdin);

    /**
     * Waits for something to happen while the client is there; the wait does not count as work.
     *
     * @param wait looks for at most the time that it is given, and returns whether it happened
     * @return false when the limit passed
     * @throws RequestException when the engine is to leave
     */
    boolean await(Predicate<Duration> wait, Duration limit);

    /**
     * Runs a program of the caller's, found in its PATH and with its environment, and waits for it.
     *
     * @param argv the program's name first
     */
    ProgramOutcome runProgram(List<String> argv);

    /**
     * Has the client relay signals and the terminal until init ends.
     *
     * @param finishArgv what the client runs as a new session when init ends after the linger time
     * @param linger how long this session waits for init's end
     * @param subreaper whether the client adopts what init leaves behind; false with {@code
     *     --no-subreaper}
     * @return init's wait status, or empty when the linger time passed and the session is over
     */
    OptionalInt foreground(List<String> finishArgv, Duration linger, boolean subreaper);

    /**
     * Has the client take the datagrams that the container sends to its service manager.
     *
     * @param directory of the socket
     * @param address the manager's, as {@code NOTIFY_SOCKET} has it
     * @param pid the container's process
     * @throws LaunchFailedException when it cannot
     */
    void listenForReadiness(Path directory, String address, int pid);

    /**
     * Has the client end the command when one of these keys, each an ASCII character, is typed at
     * its standard input, which must be a terminal: it is gone then, as with a signal.
     */
    void leaveOnKey(String keys);

    /** Has the client stay, when the command is over, until the container says that it is ready. */
    void exitWhenReady();
}
