package dev.carafe.lifecycle;

import dev.carafe.linux.ProcessReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;

/** A client that does as the test says and keeps what it was asked. */
public final class ScriptedClient implements Client {
    /** Everything that was asked for, in order, one word or line each. */
    List<OperationTime> times = List.of();

    public final List<String> calls = new ArrayList<>();

    /** What hooks got on their standard input. */
    public final List<String> hookStates = new ArrayList<>();

    public final List<String> proceedStates = new ArrayList<>();

    public final StringBuilder output = new StringBuilder();
    public final StringBuilder errors = new StringBuilder();
    public final StringBuilder log = new StringBuilder();

    /** How a hook of that path ends. */
    public Function<String, HookOutcome> hooks =
            path -> new HookOutcome(LaunchFailure.Kind.EXIT, 0, "");

    /** How a program ends. */
    public Function<List<String>, ProgramOutcome> programs =
            argv -> new ProgramOutcome(LaunchFailure.Kind.EXIT, 0, "");

    /** What a launch gives. */
    public Function<byte[], Launch> launches =
            program -> {
                throw new AssertionError("no launch is expected");
            };

    /** What is done to commit. */
    public Runnable commits =
            () -> {
                throw new AssertionError("no commit is expected");
            };

    /** What foreground returns. */
    public OptionalInt endOfForeground = OptionalInt.of(0);

    /** Throws {@link ClientLostException} from the call that begins with this word. */
    public String lostAt = "";

    private final Invocation invocation;

    public ScriptedClient(Path cwd, String... argv) {
        this(cwd, Map.of(), 0, argv);
    }

    public ScriptedClient(Path cwd, Map<String, String> env, int terminals, String... argv) {
        invocation =
                new Invocation(
                        List.of(argv),
                        env,
                        cwd.toString(),
                        (int) ProcessHandle.current().pid(),
                        terminals,
                        0,
                        0,
                        0,
                        022);
    }

    @Override
    public Invocation invocation() {
        return invocation;
    }

    @Override
    public ProcessReference process() {
        return ProcessReference.of(invocation.pid()).orElseThrow();
    }

    @Override
    public void print(byte[] bytes) {
        output.append(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void printError(byte[] bytes) {
        errors.append(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void log(byte[] line) {
        log.append(new String(line, StandardCharsets.UTF_8));
    }

    @Override
    public void recoverWith(List<String> argv) {
        called("recoverWith " + String.join(" ", argv));
    }

    @Override
    public void makeNetwork() {
        called("makeNetwork");
    }

    @Override
    public Launch launch(byte[] program) {
        called("launch");
        return launches.apply(program);
    }

    @Override
    public void commitWhenReady(List<String> argv) {
        called("commitWhenReady " + String.join(" ", argv));
        commits.run();
    }

    @Override
    public Channel channel() {
        throw new AssertionError("no channel is expected");
    }

    @Override
    public void requirePresent() {
        if (lostAt.equals("requirePresent")) {
            called(lostAt);
        }
    }

    @Override
    public HookOutcome runHook(
            String path, List<String> argv, List<String> env, Duration timeout, byte[] stdin) {
        called("hook " + path);
        hookStates.add(new String(stdin, StandardCharsets.UTF_8));
        return hooks.apply(path);
    }

    @Override
    public boolean await(Predicate<Duration> wait, Duration limit) {
        return wait.test(limit);
    }

    @Override
    public ProgramOutcome runProgram(List<String> argv) {
        called("program " + String.join(" ", argv));
        return programs.apply(argv);
    }

    @Override
    public List<OperationTime> operationTimes() {
        called("operationTimes");
        return times;
    }

    @Override
    public OptionalInt foreground(List<String> finishArgv, Duration linger, boolean subreaper) {
        called("foreground %s, %s".formatted(linger, String.join(" ", finishArgv)));
        return endOfForeground;
    }

    /** Notes a call, and fails it where the test wants the client lost. */
    void called(String call) {
        calls.add(call);
        if (!lostAt.isEmpty() && call.startsWith(lostAt)) {
            throw new ClientLostException("the test took it away", new IllegalStateException());
        }
    }

    @Override
    public void listenForReadiness(Path directory, String address, int pid) {
        called("listen " + address);
    }

    @Override
    public void leaveOnKey(String keys) {
        called("leaveOnKey " + keys);
    }

    @Override
    public void exitWhenReady() {
        called("exitWhenReady");
    }
}
