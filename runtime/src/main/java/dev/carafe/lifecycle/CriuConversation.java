package dev.carafe.lifecycle;

import dev.carafe.criu.CriuException;
import dev.carafe.criu.CriuRequest;
import dev.carafe.criu.CriuResponse;
import dev.carafe.plan.OperationType;
import dev.carafe.plan.Program;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The talk with a criu that was launched: one request, and its notifications on the way.
 *
 * @param channel to it
 * @param log where criu writes what it does
 */
record CriuConversation(Channel channel, Path log) {
    /** 3.16 has all options that are used here; it has external pid namespaces since 3.15. */
    private static final int OLDEST_VERSION = 31600;

    /** How many of the lines that tell of errors are told on. */
    private static final int MAX_LINES = 3;

    /** Checks that criu is new enough, and can do what is wanted of it. */
    void require(boolean memoryTracking, boolean lazyPages) {
        CriuResponse version = ask(CriuRequest.version());
        if (version.version() < OLDEST_VERSION) {
            throw new LaunchException(
                    "criu %d.%d is too old: 3.16 or later is needed"
                            .formatted(version.version() / 10_000, version.version() / 100 % 100));
        }
        if (!memoryTracking && !lazyPages) {
            return;
        }
        CriuResponse features = ask(CriuRequest.features());
        if (memoryTracking && !features.memoryTracking()) {
            throw new LaunchException(
                    "criu is missing features: this kernel cannot track memory for --pre-dump");
        }
        if (lazyPages && !features.lazyPages()) {
            throw new LaunchException(
                    "criu is missing features: this kernel has no userfaultfd for --lazy-pages");
        }
    }

    private CriuResponse ask(byte[] request) {
        channel.send(request);
        CriuResponse response = receive();
        if (!response.success()) {
            throw failed(response);
        }
        return response;
    }

    /**
     * Has criu do something, to its end.
     *
     * @param notified told of each notification before criu goes on
     * @throws LaunchException when it fails; the message names the log and what is in it
     */
    void run(CriuRequest.Type type, byte[] request, Consumer<CriuResponse> notified) {
        channel.send(request);
        while (true) {
            CriuResponse response = receive();
            if (!response.success()) {
                throw failed(response);
            }
            if (response.type() == CriuRequest.Type.NOTIFY) {
                notified.accept(response);
                channel.send(CriuRequest.notified(true));
            } else if (response.type() == type) {
                break;
            } else {
                throw new LaunchException("criu answered " + response.type() + " to " + type);
            }
        }
        end(type);
    }

    /** Tells criu that nothing more is asked; a client that is gone has told it by that. */
    void hangUp() {
        try {
            channel.send(new byte[0]);
        } catch (ClientLostException _) {
            // criu has seen the end of its stream
        }
    }

    private void end(CriuRequest.Type type) {
        channel.send(new byte[0]);
        WaitStatus status = awaitEnd();
        // After a pre-dump criu waits for the next request, and is not glad that there is none.
        if (status.raw() != 0 && type != CriuRequest.Type.PRE_DUMP) {
            throw failed("it ended with status " + status.exitCode());
        }
    }

    private WaitStatus awaitEnd() {
        while (true) {
            if (channel.next() instanceof Channel.Event.Closed closed) {
                return new WaitStatus(closed.waitStatus());
            }
        }
    }

    private CriuResponse receive() {
        return switch (channel.next()) {
            case Channel.Event.Datagram datagram -> decode(datagram.bytes());
            case Channel.Event.Closed closed ->
                    throw failed(
                            "it ended with status "
                                    + new WaitStatus(closed.waitStatus()).exitCode());
        };
    }

    private CriuResponse decode(ByteBuffer datagram) {
        try {
            return CriuResponse.decode(datagram);
        } catch (CriuException e) {
            throw failed(String.valueOf(e.getMessage()));
        }
    }

    private LaunchException failed(CriuResponse response) {
        // runc's words
        String why = "type %s errno %d".formatted(response.type(), response.errno());
        return failed(response.message().isEmpty() ? why : why + ": " + response.message());
    }

    private LaunchException failed(String why) {
        String said = said();
        return new LaunchException(
                "criu failed: %s; log file: %s%s%s".formatted(why, log, said, hint(said)));
    }

    private static String hint(String said) {
        return said.contains(".img: Permission denied")
                ? "; in a user namespace the processes read the images themselves: its root needs"
                        + " access to them, and to the directories above them"
                : "";
    }

    /** The last lines of the log that tell of errors. */
    private String said() {
        List<String> errors = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(log, StandardCharsets.ISO_8859_1)) {
                if (line.contains("Error")) {
                    errors.add(line.strip());
                }
            }
        } catch (NoSuchFileException e) {
            return ", which criu did not begin; see criu check";
        } catch (IOException e) {
            return ", which cannot be read: " + e.getMessage();
        }
        int first = Math.max(0, errors.size() - MAX_LINES);
        return errors.isEmpty()
                ? ""
                : ": " + String.join("; ", errors.subList(first, errors.size()));
    }

    /** The launch of criu itself failed. */
    static LaunchException notLaunched(
            String criu, Program program, LaunchFailure failure, UnaryOperator<String> places) {
        int index = failure.operation();
        if (index >= 0
                && index < program.steps().size()
                && program.steps().get(index).operation().type() == OperationType.FIND_PROGRAM) {
            return new LaunchException(
                    ExecText.of(criu, failure)
                            + "; checkpoint and restore need criu, 3.16 or later");
        }
        return FailureText.of(program, failure, places);
    }
}
