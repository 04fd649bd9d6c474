package dev.carafe.lifecycle;

import dev.carafe.linux.Descriptor;
import dev.carafe.linux.Errno;
import dev.carafe.linux.Fifo;
import dev.carafe.linux.KernelException;
import dev.carafe.linux.Poll;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A file of the caller's that may be a pipe, whose other end nothing obliges to come to an end. */
final class CallersFile {
    /** How often the client is looked at meanwhile. */
    private static final Duration TURN = Duration.ofMillis(500);

    private CallersFile() {}

    /**
     * Reads it to its end.
     *
     * @throws RequestException when it cannot be read, or is larger
     * @throws ClientLostException when the client goes away meanwhile
     */
    static byte[] read(Client client, Path file, int maxBytes) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (Descriptor descriptor = Fifo.openForReading(file)) {
            while (true) {
                byte[] bytes = next(client, descriptor);
                if (bytes.length == 0) {
                    return content.toByteArray();
                }
                content.writeBytes(bytes);
                if (content.size() > maxBytes) {
                    throw new RequestException(
                            "%s: larger than %d bytes".formatted(file, maxBytes));
                }
            }
        } catch (KernelException e) {
            throw new RequestException("%s: %s".formatted(file, e.errno().describe()));
        }
    }

    private static byte[] next(Client client, Descriptor descriptor) {
        while (true) {
            try {
                return descriptor.read();
            } catch (KernelException e) {
                if (e.errno() != Errno.EAGAIN) {
                    throw e;
                }
            }
            if (Poll.readable(List.of(descriptor), TURN).isEmpty()) {
                client.requirePresent();
            }
        }
    }
}
