package dev.carafe.cli;

import dev.carafe.lifecycle.Invocation;
import dev.carafe.lifecycle.RequestException;
import dev.carafe.lifecycle.Site;
import dev.carafe.lifecycle.Trace;
import dev.carafe.linux.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/**
 * The file of {@code --trace}. It is opened before anything is done, so that a wrong name is told
 * in time, and written when the command has come to its end, good or bad.
 */
final class TraceFile implements AutoCloseable {
    static final String FLAG = "--trace";

    private final Session session;
    private final Trace trace;
    private @Nullable FileChannel file;
    private final String name;

    private TraceFile(Session session, Trace trace, @Nullable FileChannel file, String name) {
        this.session = session;
        this.trace = trace;
        this.file = file;
        this.name = name;
    }

    /** The flag's file; without the flag one that nothing is written to. */
    static TraceFile open(Session session, ParseResult args) {
        Optional<String> name = Flags.text(args, FLAG);
        if (name.isEmpty()) {
            return new TraceFile(session, Trace.NONE, null, "");
        }
        Trace trace = Trace.begin();
        if (session.services().status().socket().isEmpty()) {
            trace.phaseSince("start the JVM (one-shot)", startOfJvm());
        }
        return new TraceFile(session, trace, create(session.path(name.get())), name.get());
    }

    private static FileChannel create(Path path) {
        try {
            if (Files.exists(path) && !Files.isRegularFile(path) && !isTerminalOrPipe(path)) {
                throw new RequestException("--trace %s: not a regular file".formatted(path));
            }
            return FileChannel.open(
                    path,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw new RequestException(
                    "--trace %s: %s"
                            .formatted(
                                    path,
                                    Errno.of(e)
                                            .map(Errno::describe)
                                            .orElse(String.valueOf(e.getMessage()))));
        }
    }

    /** One of the caller's own descriptors, which the client gives as a path below /proc. */
    private static boolean isTerminalOrPipe(Path path) {
        return path.startsWith("/proc");
    }

    /** By the clock of the trace; processes begin at a hundredth of a second or so. */
    private static long startOfJvm() {
        Instant start = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
        return System.nanoTime() - Duration.between(start, Instant.now()).toNanos();
    }

    /** Where the command works. */
    Site site() {
        return trace.isOn() ? session.site().tracing(trace) : session.site();
    }

    /** Writes what has been taken. That it fails does not undo what was done: it is a warning. */
    @Override
    public void close() {
        if (file == null) {
            return;
        }
        try (FileChannel out = file) {
            file = null; // once
            Invocation invocation = session.client().invocation();
            byte[] json =
                    TraceJson.of(trace.events(), invocation.argv(), invocation.pid())
                            .getBytes(StandardCharsets.UTF_8);
            ByteBuffer left = ByteBuffer.wrap(json);
            while (left.hasRemaining()) {
                out.write(left);
            }
        } catch (IOException e) {
            session.report()
                    .warn(
                            "--trace %s: %s"
                                    .formatted(
                                            name,
                                            Errno.of(e)
                                                    .map(Errno::describe)
                                                    .orElse(String.valueOf(e.getMessage()))));
        }
    }
}
