package dev.carafe.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Two paths that another process exchanges all the time, atomically (renameat2(2), {@code
 * RENAME_EXCHANGE}), while the runtime works on them.
 *
 * @param counter holds how often they were exchanged
 */
record Race(Lab lab, Running racer, Path counter) implements AutoCloseable {

    private static final Duration LENGTH = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Exchanges that must have happened for each attempt, so that it was a race. */
    private static final long EXCHANGES_PER_ATTEMPT = 10;

    /** One attempt of the runtime's, and a look at what came of it. */
    interface Attempt {
        void make() throws IOException;
    }

    /** Begins to exchange; both paths must be there. */
    static Race between(Path one, Path other, Lab lab) {
        Host.needProgram("/usr/bin/python3");
        Path counter = lab.directory().resolve("exchanges");
        String program = lab.helper("exchange.py").toString();
        Running racer =
                lab.host(
                                "/usr/bin/python3",
                                program,
                                counter.toString(),
                                one.toString(),
                                other.toString())
                        .start()
                        .awaitOut("exchanging");
        return new Race(lab, racer, counter);
    }

    /** Attempts for some seconds. */
    void run(Attempt attempt) throws IOException {
        run(attempt, () -> true);
    }

    /** Attempts for some seconds, and until both sides were met. */
    void run(Attempt attempt, BooleanSupplier bothSidesWereMet) throws IOException {
        long begin = System.nanoTime();
        long limit = lab.settings().scaled(LIMIT).toNanos();
        long passed = 0;
        for (long attempts = 1;
                passed < LENGTH.toNanos() || !bothSidesWereMet.getAsBoolean();
                attempts++) {
            assertThat(passed).as("nanoseconds without meeting both sides").isLessThan(limit);
            long before = exchanges();
            attempt.make();
            Poll.until("exchanges", () -> exchanges() > before);
            assertThat(racer.alive()).as(racer::err).isTrue();
            passed = System.nanoTime() - begin;
            if (passed >= LENGTH.toNanos()) {
                assertThat(exchanges()).isGreaterThan(attempts * EXCHANGES_PER_ATTEMPT);
            }
        }
    }

    private long exchanges() {
        try {
            return ByteBuffer.wrap(Files.readAllBytes(counter))
                    .order(ByteOrder.nativeOrder())
                    .getLong();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Ends it; the paths are where they were in the beginning. */
    @Override
    public void close() {
        racer.signal("TERM");
        racer.await().ok();
    }
}
