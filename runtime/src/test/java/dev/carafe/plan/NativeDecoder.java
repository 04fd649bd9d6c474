package dev.carafe.plan;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The C side's own decoder, {@code native/build/check-program}: one process for many programs. */
final class NativeDecoder implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;

    private NativeDecoder(Path program) throws IOException {
        process =
                new ProcessBuilder(program.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        answers =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * The decoder that the environment names, as {@code make} does; empty without a name, as in an
     * IDE.
     *
     * @throws IOException if it cannot be run
     */
    static Optional<NativeDecoder> start() throws IOException {
        String program = System.getenv("CARAFE_CHECK_PROGRAM");
        return program == null || program.isEmpty()
                ? Optional.empty()
                : Optional.of(new NativeDecoder(Path.of(program)));
    }

    /** What it says of a program: {@code ok}, or why it refuses it. */
    String verdict(byte[] program) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        OutputStream out = process.getOutputStream();
        out.write(length.putInt(program.length).array());
        out.write(program);
        out.flush();
        String answer = answers.readLine();
        return answer == null ? "ended without an answer" : answer;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        answers.close();
    }
}
