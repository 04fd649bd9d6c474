package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code checkpoint} and {@code restore}, by criu(8). */
@Conformance
class CheckpointTest {

    private static final String COUNT =
            "trap 'exit 7' TERM; i=0; while :; do i=$((i+1)); echo $i >/tmp/n.new;"
                    + " mv /tmp/n.new /tmp/n; sleep 0.1; done";

    @BeforeEach
    void needCriu() {
        Host.needCriu();
    }

    /** criu cannot save a standard stream that is a file of the host's. */
    private static Command quiet(Command command) {
        return command.via("sh", "-c", "exec \"$@\" </dev/null >/dev/null 2>&1", "sh");
    }

    private static Bundle counting(Lab lab) {
        return lab.bundle().shell(COUNT);
    }

    private static Container run(Lab lab, Bundle bundle, String... options) {
        quiet(bundle.operation("run", concat(options, "--detach"))).run().ok();
        awaitMore(bundle, 0);
        return lab.container(lab.id());
    }

    private static String[] concat(String[] some, String... more) {
        String[] all = new String[some.length + more.length];
        System.arraycopy(some, 0, all, 0, some.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    private static int count(Bundle bundle) {
        Path file = bundle.rootfs().resolve("tmp/n");
        try {
            return Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void awaitMore(Bundle bundle, int than) {
        Poll.until("a count above " + than, () -> count(bundle) > than);
    }

    private static Path images(Lab lab) {
        return lab.directory().resolve("images");
    }

    private static Command checkpoint(Lab lab, String... options) {
        String[] fixed = {
            "checkpoint",
            "--image-path",
            images(lab).toString(),
            "--work-path",
            lab.directory().resolve("work").toString()
        };
        return lab.runtime(concat(concat(fixed, options), lab.id()));
    }

    private static Command restore(Lab lab, Bundle bundle, String... options) {
        String[] fixed = {
            "restore",
            "--image-path",
            images(lab).toString(),
            "--work-path",
            lab.directory().resolve("work").toString(),
            "--bundle",
            bundle.directory().toString()
        };
        return lab.runtime(concat(concat(fixed, options), lab.id()));
    }

    @Test
    void restoredContainerGoesOnWhereItWas(Lab lab) throws IOException {
        Path source = lab.subdirectory("source");
        Files.writeString(source.resolve("file"), "from the host");
        Bundle bundle =
                counting(lab)
                        .bind(source, "/bound", "ro")
                        .merge("{\"linux\":{\"resources\":{\"pids\":{\"limit\":77}}}}");
        run(lab, bundle);
        checkpoint(lab).run().ok();
        lab.container(lab.id()).tryState().refused("does not exist");
        int before = count(bundle);

        Path pidFile = lab.directory().resolve("pid");
        quiet(restore(lab, bundle, "--detach", "--pid-file", pidFile.toString())).run().ok();
        awaitMore(bundle, before);
        Container container = lab.container(lab.id());
        assertThat(container.status()).isEqualTo("running");
        assertThat(Files.readString(pidFile)).isEqualTo(Long.toString(container.pid()));
        Path root = Path.of("/proc/" + container.pid() + "/root");
        assertThat(root.resolve("bound/file")).hasContent("from the host");
        String cgroup = Host.text("/proc/" + container.pid() + "/cgroup");
        assertThat(cgroup).contains(lab.id());
        if (Host.unified()) {
            assertThat(Host.text("/sys/fs/cgroup" + cgroup.substring(3) + "/pids.max"))
                    .isEqualTo("77");
        }
        container.kill("TERM").ok();
        container.awaitStatus("stopped").delete().ok();
    }

    @Test
    void containerThatIsLeftRunningGoesOn(Lab lab) {
        Bundle bundle = counting(lab);
        Container container = run(lab, bundle);
        checkpoint(lab, "--leave-running").run().ok();
        assertThat(container.status()).isEqualTo("running");
        awaitMore(bundle, count(bundle));
        assertThat(images(lab).resolve("inventory.img")).exists();
    }

    @Test
    void foregroundRestoreExitsAsTheProcess(Lab lab) {
        Bundle bundle = counting(lab);
        run(lab, bundle);
        checkpoint(lab).run().ok();
        int before = count(bundle);
        Running restored = quiet(restore(lab, bundle)).start();
        awaitMore(bundle, before);
        lab.container(lab.id()).kill("TERM").ok();
        restored.await().exited(7);
        lab.container(lab.id()).tryState().refused("does not exist");
    }

    @Test
    void networkNamespaceThatWasJoinedIsJoinedAgain(Lab lab) throws IOException {
        Running holder =
                lab.host("unshare", "--net", "sh", "-c", "echo up; exec sleep 1000").start();
        lab.afterwards(() -> {
            holder.signal("KILL");
            holder.await();
        });
        holder.awaitOut("up");
        String path = "/proc/" + holder.pid() + "/ns/net";
        Bundle bundle = counting(lab).namespace("network", path);
        run(lab, bundle);
        checkpoint(lab).run().ok();
        int before = count(bundle);
        quiet(restore(lab, bundle, "--detach")).run().ok();
        awaitMore(bundle, before);
        Path theirs = Path.of("/proc/" + lab.container(lab.id()).pid() + "/ns/net");
        assertThat(Files.readSymbolicLink(theirs)).isEqualTo(Files.readSymbolicLink(Path.of(path)));
    }

    @Test
    void terminalComesBackByTheConsoleSocket(Lab lab) {
        Host.needProgram("/usr/bin/python3");
        Bundle bundle = counting(lab).merge("{\"process\":{\"terminal\":true}}");
        Path first = lab.directory().resolve("first");
        Path second = lab.directory().resolve("second");
        Running before = console(lab, first);
        run(lab, bundle, "--console-socket", first.toString());
        before.awaitOut("master");
        checkpoint(lab).run().ok();
        int count = count(bundle);
        Running after = console(lab, second);
        quiet(restore(lab, bundle, "--detach", "--console-socket", second.toString())).run().ok();
        after.awaitOut("master");
        awaitMore(bundle, count);
    }

    private static Running console(Lab lab, Path socket) {
        return lab.host(
                        "/usr/bin/python3",
                        lab.helper("console-socket.py").toString(),
                        socket.toString())
                .start()
                .awaitOut("listening");
    }

    @Test
    void preDumpComesBeforeTheDump(Lab lab) {
        Bundle bundle = counting(lab);
        Container container = run(lab, bundle);
        Path parent = lab.directory().resolve("parent");
        lab.runtime("checkpoint", "--pre-dump", "--image-path", parent.toString(), lab.id())
                .run()
                .ok();
        assertThat(container.status()).isEqualTo("running");
        checkpoint(lab, "--parent-path", "../parent").run().ok();
        int before = count(bundle);
        quiet(restore(lab, bundle, "--detach")).run().ok();
        awaitMore(bundle, before);
    }

    @Test
    void restoreWithoutImagesLeavesNothing(Lab lab) {
        Bundle bundle = counting(lab);
        bundle.write();
        restore(lab, bundle, "--detach").run().refused("images");
        lab.subdirectory("images");
        restore(lab, bundle, "--detach").run().refused();
        lab.container(lab.id()).tryState().refused("does not exist");
    }

    @Test
    void createdContainerCannotBeCheckpointed(Lab lab) {
        lab.bundle().create();
        checkpoint(lab).run().refused("cannot be checkpointed in created state");
    }

    @Test
    void failedCheckpointNamesTheLogAndLeavesTheContainerRunning(Lab lab) {
        Container container = lab.bundle().boot();
        checkpoint(lab).run().refused("dump.log");
        assertThat(container.status()).isEqualTo("running");
    }
}
