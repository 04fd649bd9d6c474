package dev.carafe.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.lifecycle.LaunchEvent.Failed;
import dev.carafe.lifecycle.LaunchEvent.Ready;
import dev.carafe.plan.OperationType;
import dev.carafe.plan.Program;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTest {
    @TempDir Path directory;
    private final AtomicLong clock = new AtomicLong(1000);
    private final Trace trace = Trace.by(() -> clock.addAndGet(10));
    private TestSite test;

    @BeforeEach
    void makeSite() throws IOException {
        test = new TestSite(directory);
    }

    @AfterEach
    void close() {
        test.close();
    }

    private List<String> names() {
        return trace.events().stream().map(Trace.Event::name).toList();
    }

    private Program program() {
        CreateRequest request = test.request("c1");
        return Blueprint.draw(test.site.tracing(trace), request, false).program();
    }

    private void create() {
        new CreateContainer(test.site.tracing(trace), test.request("c1"), false).create().close();
    }

    @Test
    void whatIsNotTracedCostsNoMessageAndKeepsNothing() throws IOException {
        test.launches(test.sleep(), new Ready());

        new CreateContainer(test.site, test.request("c1"), false).create().close();

        assertThat(test.client.calls).doesNotContain("operationTimes");
        assertThat(Trace.NONE.events()).isEmpty();
    }

    @Test
    void aTracedProgramBeginsWithTheRequestForTimes() {
        assertThat(program().steps().getFirst().operation().type())
                .isEqualTo(OperationType.RECORD_TIMES);
        assertThat(program().encode()).isNotEmpty();
    }

    @Test
    void phasesAndOperationsAreInTheOrderOfTheirBegin() throws IOException {
        int count = program().steps().size();
        List<OperationTime> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            times.add(i == 3 ? new OperationTime(1015, 1025) : new OperationTime(0, 0));
        }
        test.client.times = times;
        test.launches(test.sleep(), new Ready());

        create();

        assertThat(names().getFirst()).isEqualTo("read config.json");
        assertThat(names())
                .containsSubsequence(
                        "compile the init program",
                        "write the intent",
                        "make control groups",
                        "launch: until init is cloned",
                        "wait for init",
                        "commit: write state.json and the pid file");
        Trace.Event operation =
                trace.events().stream()
                        .filter(event -> event.actor() != Trace.Actor.ENGINE)
                        .findFirst()
                        .orElseThrow();
        assertThat(operation.beginNanos()).isEqualTo(1015);
        assertThat(operation.durationNanos()).isEqualTo(10);
        assertThat(operation.detail()).startsWith(operation.name());
    }

    @Test
    void aLaunchThatFailsIsTracedAsFarAsItCame() throws IOException {
        test.client.times = List.of(new OperationTime(1000, 1001));
        test.launches(
                test.sleep(), new Failed(new LaunchFailure(2, LaunchFailure.Kind.ERRNO, 1, "x")));

        assertThatThrownBy(this::create).isInstanceOf(LaunchException.class);

        assertThat(names()).contains("record_times");
        assertThat(test.exists("c1")).isFalse();
    }

    @Test
    void anOperationThatHasNotEndedGoesOnUntilNow() {
        trace.takeOperations(List.of(new OperationTime(900, 0)), program(), 0);

        assertThat(trace.events().getLast().durationNanos()).isPositive();
    }

    @Test
    void initsClockInATimeNamespaceIsPutRight() {
        try (Trace.Phase _ = trace.phase("before")) {
            // something to compare with
        }
        long ahead = 1_000_000;
        trace.takeOperations(
                List.of(
                        new OperationTime(1012, 1013),
                        new OperationTime(ahead + 1014, ahead + 1016)),
                program(),
                ahead);

        assertThat(trace.events())
                .filteredOn(event -> event.actor() != Trace.Actor.ENGINE)
                .extracting(Trace.Event::beginNanos)
                .contains(1012L, 1014L);
    }

    @Test
    void timesComeAsPairsOfNumbers() {
        ByteBuffer bytes = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(1).putLong(2).putLong(3).putLong(4).flip();

        assertThat(OperationTime.decode(bytes))
                .containsExactly(new OperationTime(1, 2), new OperationTime(3, 4));
        assertThat(OperationTime.decode(ByteBuffer.allocate(0))).isEmpty();
    }
}
