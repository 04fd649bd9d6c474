package dev.carafe.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Running;
import dev.carafe.conformance.harness.Signals;
import dev.carafe.conformance.lifecycle.Counter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A checkpoint or restore of which some are killed in its midst: {@code make test-vm-crash}. */
@Tag("carafe")
@Tag("crash")
@Tag("vm-crash")
@Conformance
class KilledCheckpointTest {
    private static final String SILENT =
            """
            import socket
            s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen()
            print('port', s.getsockname()[1], '.', flush=True)
            criu = s.accept()[0]; criu.recv(1); print('asked', flush=True)
            while criu.recv(4096): pass
            """;

    /** A page server that says nothing: criu waits for it, with the container in its hands. */
    private record SilentServer(Running process) {
        static SilentServer start(Lab lab) {
            Running process = lab.host("/usr/bin/python3", "-c", SILENT).start().awaitOut(".");
            lab.afterwards(() -> {
                process.signal("KILL");
                process.await();
            });
            return new SilentServer(process);
        }

        Running waitsFor(Counter counter) {
            String address = "127.0.0.1:" + process.out().split(" ", -1)[1];
            Running checkpoint = counter.checkpoint("--page-server", address).start();
            Poll.until(
                    "a criu that waits for its page server",
                    () -> process.out().contains("asked"),
                    checkpoint::err);
            return checkpoint;
        }
    }

    /**
     * Who is killed; the first of several is stopped before, so that it does not see the others'
     * end.
     */
    enum Killed {
        CLIENT,
        ENGINE,
        CRIU,
        CLIENT_AND_ENGINE,
        ALL
    }

    @BeforeEach
    void needCriu() {
        Host.needCriu();
        Host.needProgram("/usr/bin/python3");
    }

    private static long criuOf(Running client) {
        return ProcessHandle.of(client.pid()).stream()
                .flatMap(ProcessHandle::children)
                .filter(child -> child.info().command().orElse("").endsWith("/criu"))
                .findFirst()
                .orElseThrow()
                .pid();
    }

    private static void kill(Killed killed, Running client, Engine engine) {
        switch (killed) {
            case CLIENT -> client.signal("KILL");
            case ENGINE -> engine.kill();
            case CRIU -> Signals.send(criuOf(client), "KILL");
            case CLIENT_AND_ENGINE -> {
                client.signal("STOP");
                engine.kill();
                client.signal("KILL");
            }
            case ALL -> {
                long criu = criuOf(client);
                client.signal("STOP");
                engine.kill();
                Signals.send(criu, "KILL");
                client.signal("KILL");
            }
        }
    }

    /**
     * For the commands that follow: without a resident one, each takes long in a virtual machine.
     */
    private static void ensureEngine(Lab lab, Engine before) {
        if (!before.alive()) {
            Engine.start(lab);
        }
    }

    private static void killWhileSaving(Killed killed, Counter counter, Engine engine, Lab lab) {
        Running checkpoint = SilentServer.start(lab).waitsFor(counter);
        kill(killed, checkpoint, engine);
        assertThat(checkpoint.await().exitCode()).isNotZero();
        ensureEngine(lab, engine);
    }

    @ParameterizedTest
    @EnumSource
    void containerThatWasBeingSavedGoesOn(Killed killed, Lab lab) {
        Engine engine = Engine.start(lab);
        Counter counter = Counter.of(lab);
        counter.run();
        killWhileSaving(killed, counter, engine, lab);
        Container container = lab.container(lab.id());
        assertThat(container.status()).isEqualTo("running");
        counter.awaitMore();
        // It can be saved as if nothing had been.
        counter.checkpoint().run().ok();
        counter.restored().delete("--force").ok();
        Remains.assertNone(lab);
    }

    @ParameterizedTest
    @EnumSource
    void containerThatWasBeingRestoredIsGoneAndCanBeRestored(Killed killed, Lab lab) {
        Engine engine = Engine.start(lab);
        Counter counter = Counter.of(lab);
        counter.run();
        counter.checkpoint().run().ok();
        Held held = Held.at("createRuntime", counter.bundle(), lab);
        counter.bundle().write();
        Running restore = Counter.quiet(counter.restore("--detach")).start();
        held.await();
        kill(killed, restore, engine);
        if (killed == Killed.CRIU) {
            // Hooks of a client and an engine that live are waited for.
            held.release();
        }
        assertThat(restore.await().exitCode()).isNotZero();
        ensureEngine(lab, engine);
        if (killed == Killed.CLIENT_AND_ENGINE || killed == Killed.ALL) {
            lab.container(lab.id()).delete("--force").ok();
        }
        Remains.assertNone(lab);
        counter.restored().delete("--force").ok();
        Remains.assertNone(lab);
    }

    /** One that its owner has paused is not let go on by the way. */
    @Test
    void pausedContainerStaysPaused(Lab lab) {
        Engine engine = Engine.start(lab);
        Counter counter = Counter.of(lab);
        Container container = counter.run();
        lab.runtime("pause", lab.id()).run().ok();
        killWhileSaving(Killed.CLIENT_AND_ENGINE, counter, engine, lab);
        assertThat(container.status()).isEqualTo("paused");
        lab.runtime("resume", lab.id()).run().ok();
        counter.awaitMore();
    }
}
