package dev.carafe.engine;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * The engine's own log, for whoever looks after it: never the user's terminal.
 *
 * <p>It is the file that descriptors 1 and 2 of the JVM are, so that what the JVM itself has to say
 * stands between the engine's lines.
 */
final class EngineLog {
    private static final long MAX_SIZE_BYTES = 1024 * 1024;

    private final FileChannel file;

    private EngineLog(FileChannel file) {
        this.file = file;
    }

    static EngineLog open(Path path) throws IOException {
        return new EngineLog(
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    /** The log of a JVM whose standard error the client made the log. */
    static EngineLog ofStandardError() {
        return new EngineLog(new FileOutputStream(FileDescriptor.err).getChannel());
    }

    void line(String text) {
        write(Instant.now() + " " + text + "\n");
    }

    void failure(String text, Throwable cause) {
        StringWriter stack = new StringWriter();
        cause.printStackTrace(new PrintWriter(stack));
        write(Instant.now() + " " + text + ": " + stack);
    }

    private synchronized void write(String text) {
        try {
            if (file.size() > MAX_SIZE_BYTES) {
                file.truncate(0);
                text = Instant.now() + " the log was full and begins again here\n" + text;
            }
            file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            // There is nowhere else to say it, and a full disk must not end sessions.
            return;
        }
    }
}
