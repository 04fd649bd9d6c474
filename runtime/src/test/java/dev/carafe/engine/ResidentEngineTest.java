package dev.carafe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.cli.CarafeCommand;
import dev.carafe.lifecycle.ClientLostException;
import dev.carafe.wire.Message;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ResidentEngineTest {
    private static final PeerCheck ANYBODY = _ -> Optional.empty();

    @TempDir private Path directory;

    @Test
    void aCommandLineRunsAndItsExitCodeEndsTheSession() throws Exception {
        try (TestEngine engine = new TestEngine(directory, ANYBODY, CarafeCommand::run);
                FakeClient client = FakeClient.connect(engine.socket)) {
            client.call("carafe", "--version");
            assertThat(FakeClient.text(((Message.Print) client.receive()).bytes()))
                    .contains(TestEngine.BUILD);
            assertThat(client.receive()).isEqualTo(new Message.Exit(0));
            assertThatThrownBy(client::receive).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aCallerOfAnotherIdentityIsToldWhy() throws Exception {
        PeerCheck nobody = _ -> Optional.of("the caller's differ: user namespace");
        try (TestEngine engine = new TestEngine(directory, nobody, (_, _) -> 0);
                FakeClient client = FakeClient.connect(engine.socket)) {
            assertThat(client.receive())
                    .isEqualTo(
                            new Message.Hello(
                                    1, TestEngine.BUILD, 1, "the caller's differ: user namespace"));
            assertThatThrownBy(client::receive).isInstanceOf(EOFException.class);
            assertThat(engine.activity.served()).isZero();
        }
    }

    @Test
    void aLookWhetherAnEngineIsHereIsNotLogged() throws Exception {
        try (TestEngine engine = new TestEngine(directory, ANYBODY, (_, _) -> 0)) {
            try (FakeClient client = FakeClient.connect(engine.socket)) {
                assertThat(client.receive()).isInstanceOf(Message.Hello.class);
            }
            while (engine.activity.served() == 0) {
                Thread.sleep(1);
            }
            assertThat(engine.log()).doesNotContain("session ended early");
        }
    }

    @Test
    void aClientThatDoesNotCallIsDroppedAndOneThatDidIsNot() throws Exception {
        CommandLineRunner hook =
                (client, _) -> {
                    client.runHook("/hook", List.of(), List.of(), Duration.ZERO, new byte[0]);
                    return 3;
                };
        try (TestEngine engine = new TestEngine(directory, ANYBODY, hook);
                FakeClient silent = FakeClient.connect(engine.socket);
                FakeClient called = FakeClient.connect(engine.socket)) {
            assertThat(silent.receive()).isInstanceOf(Message.Hello.class);
            called.call("carafe");
            assertThat(called.receive()).isInstanceOf(Message.RunHook.class);
            engine.nanoTime.set(Duration.ofSeconds(10).toNanos());

            assertThatThrownBy(silent::receive).isInstanceOf(EOFException.class);
            assertThat(engine.log()).contains("no call within 10 s");
            called.send(new Message.HookDone(0, 0, ByteBuffer.allocate(0)));
            assertThat(called.receive()).isEqualTo(new Message.Exit(3));
        }
    }

    @Test
    void aClientOfAnotherBuildIsNotServed() throws Exception {
        try (TestEngine engine = new TestEngine(directory, ANYBODY, (_, _) -> 0);
                FakeClient client = FakeClient.connect(engine.socket)) {
            assertThat(client.receive()).isInstanceOf(Message.Hello.class);
            client.callAs("another-build", "carafe", "list");
            assertThatThrownBy(client::receive).isInstanceOf(EOFException.class);
            assertThat(engine.log()).contains("another build, another-build");
        }
    }

    @Test
    void anEngineWhoseSessionsAllWaitGreetsAtOnce() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CommandLineRunner stuck =
                (_, _) -> {
                    try {
                        release.await(1, TimeUnit.MINUTES);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return 0;
                };
        try (TestEngine engine = new TestEngine(directory, ANYBODY, stuck);
                FakeClient first = FakeClient.connect(engine.socket);
                FakeClient second = FakeClient.connect(engine.socket);
                FakeClient third = FakeClient.connect(engine.socket)) {
            first.call("carafe", "list");
            second.call("carafe", "list");
            assertThat(third.receive()).isInstanceOf(Message.Hello.class);
            assertThat(engine.activity.active()).isEqualTo(3);
            release.countDown();
            assertThat(first.receive()).isEqualTo(new Message.Exit(0));
            assertThat(second.receive()).isEqualTo(new Message.Exit(0));
        }
    }

    @Test
    void aSessionThatNeedsAnotherOneToGoOnGetsIt() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        CommandLineRunner nested =
                (client, _) -> {
                    if (client.invocation().argv().contains("outer")) {
                        client.runHook("/hook", List.of(), List.of(), Duration.ZERO, new byte[0]);
                    } else {
                        second.countDown();
                    }
                    return 0;
                };
        try (TestEngine engine = new TestEngine(directory, ANYBODY, nested);
                FakeClient outer = FakeClient.connect(engine.socket);
                FakeClient inner = FakeClient.connect(engine.socket)) {
            outer.call("carafe", "outer");
            assertThat(outer.receive()).isInstanceOf(Message.RunHook.class);
            inner.call("carafe", "inner");
            second.await();
            assertThat(inner.receive()).isEqualTo(new Message.Exit(0));
            outer.send(new Message.HookDone(0, 0, ByteBuffer.allocate(0)));
            assertThat(outer.receive()).isEqualTo(new Message.Exit(0));
        }
    }

    @Test
    void aLostClientIsAnExceptionInTheCommandThatWaitsForIt() throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        CommandLineRunner waits =
                (client, _) -> {
                    try {
                        client.launch(new byte[8]);
                    } catch (ClientLostException e) {
                        seen.set(e);
                        throw e;
                    }
                    return 0;
                };
        try (TestEngine engine = new TestEngine(directory, ANYBODY, waits)) {
            try (FakeClient client = FakeClient.connect(engine.socket)) {
                client.call("carafe", "create", "x");
                assertThat(client.receive()).isInstanceOf(Message.Launch.class);
            }
            engine.activity.awaitNone();
            assertThat(seen.get()).hasMessageContaining("client is gone");
            assertThat(engine.log()).contains("session ended early");
        }
    }

    @Test
    void anUnexpectedErrorIsOneLineForTheClientAndAStackInTheLog() throws Exception {
        CommandLineRunner broken =
                (_, _) -> {
                    throw new IllegalStateException("two left feet");
                };
        try (TestEngine engine = new TestEngine(directory, ANYBODY, broken);
                FakeClient client = FakeClient.connect(engine.socket)) {
            client.call("carafe", "list");
            Message.Print print = (Message.Print) client.receive();
            assertThat(print.descriptor()).isEqualTo(2);
            assertThat(FakeClient.text(print.bytes()))
                    .startsWith("carafe: internal error: ")
                    .contains("two left feet")
                    .containsOnlyOnce("\n");
            assertThat(client.receive()).isEqualTo(new Message.Exit(1));
            assertThat(engine.log()).contains("\tat dev.carafe.engine.");
        }
    }

    @Test
    void aForegroundSessionEndsWithInitOrWithTheLingerTime() throws Exception {
        CommandLineRunner foreground =
                (client, _) -> {
                    Duration linger =
                            client.invocation().argv().contains("brief")
                                    ? Duration.ofMillis(10)
                                    : Duration.ofMinutes(10);
                    OptionalInt status = client.foreground(List.of("carafe"), linger, false);
                    return status.orElse(99);
                };
        try (TestEngine engine = new TestEngine(directory, ANYBODY, foreground);
                FakeClient longer = FakeClient.connect(engine.socket);
                FakeClient brief = FakeClient.connect(engine.socket)) {
            longer.call("carafe");
            assertThat(longer.receive())
                    .isEqualTo(new Message.Foreground(List.of("carafe"), 600_000, 1));
            longer.send(new Message.InitExited(7));
            assertThat(longer.receive()).isEqualTo(new Message.Exit(7));

            brief.call("carafe", "brief");
            assertThat(brief.receive()).isInstanceOf(Message.Foreground.class);
            assertThat(brief.receive()).isEqualTo(new Message.Leave());
            assertThatThrownBy(brief::receive).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void anIdleEngineUnlinksItsSocketAndLeavesButNotBefore() throws Exception {
        try (TestEngine engine = new TestEngine(directory, ANYBODY, (_, _) -> 0)) {
            engine.nanoTime.set(TestEngine.IDLE.minusSeconds(1).toNanos());
            try (FakeClient client = FakeClient.connect(engine.socket)) {
                client.call("carafe");
                assertThat(client.receive()).isEqualTo(new Message.Exit(0));
            }
            engine.activity.awaitNone();
            engine.nanoTime.set(TestEngine.IDLE.multipliedBy(2).minusSeconds(2).toNanos());
            Thread.sleep(100);
            assertThat(engine.isRunning()).isTrue();
            engine.nanoTime.set(TestEngine.IDLE.multipliedBy(2).toNanos());
            assertThat(engine.hasLeft()).isTrue();
            assertThat(engine.socket).doesNotExist();
        }
    }

    @Test
    void aSocketThatIsAnothersByNowIsLeftAlone() throws Exception {
        try (TestEngine engine = new TestEngine(directory, ANYBODY, (_, _) -> 0)) {
            Files.delete(engine.socket);
            Files.writeString(engine.socket, "another's");
            assertThat(engine.hasLeft()).isTrue();
            assertThat(engine.socket).hasContent("another's");
            assertThat(engine.log()).contains("was replaced");
        }
    }

    @Test
    void stoppingFinishesTheSessionsThereAreAndLingersNoMore() throws Exception {
        CommandLineRunner commands =
                (client, services) -> {
                    if (client.invocation().argv().contains("stop")) {
                        services.stop();
                        return 0;
                    }
                    return client.foreground(List.of("carafe"), Duration.ofMinutes(10), true)
                            .orElse(99);
                };
        try (TestEngine engine = new TestEngine(directory, ANYBODY, commands);
                FakeClient foreground = FakeClient.connect(engine.socket);
                FakeClient stop = FakeClient.connect(engine.socket)) {
            foreground.call("carafe", "run");
            assertThat(foreground.receive()).isInstanceOf(Message.Foreground.class);
            stop.call("carafe", "stop");
            assertThat(stop.receive()).isEqualTo(new Message.Exit(0));
            assertThat(foreground.receive()).isEqualTo(new Message.Leave());
            assertThat(engine.hasLeft()).isTrue();
            assertThat(engine.socket).doesNotExist();
        }
    }

    @Test
    void whoCallsALeavingEngineOnAnothersSocketIsRefusedAtOnce() throws Exception {
        CommandLineRunner hook =
                (client, services) -> {
                    services.stop();
                    client.runHook("/hook", List.of(), List.of(), Duration.ZERO, new byte[0]);
                    return 5;
                };
        try (TestEngine engine = new TestEngine(directory, ANYBODY, hook, true);
                FakeClient busy = FakeClient.connect(engine.socket)) {
            busy.call("carafe", "start");
            assertThat(busy.receive()).isInstanceOf(Message.RunHook.class);
            while (!engine.log().contains("engine leaves")) {
                Thread.sleep(1);
            }
            try (FakeClient late = FakeClient.connect(engine.socket)) {
                assertThat(late.receive())
                        .isEqualTo(new Message.Hello(1, TestEngine.BUILD, 1, "it is leaving"));
            }
            busy.send(new Message.HookDone(0, 0, ByteBuffer.allocate(0)));
            assertThat(busy.receive()).isEqualTo(new Message.Exit(5));
            assertThat(engine.hasLeft()).isTrue();
            assertThat(engine.socket).exists();
        }
    }
}
