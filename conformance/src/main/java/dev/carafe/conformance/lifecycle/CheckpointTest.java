package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code checkpoint} and {@code restore}, by criu(8). */
@Conformance
class CheckpointTest {

    @BeforeEach
    void needCriu() {
        Host.needCriu();
    }

    @Test
    void restoredContainerGoesOnWhereItWas(Lab lab) throws IOException {
        Path source = lab.subdirectory("source");
        Files.writeString(source.resolve("file"), "from the host");
        Counter counter = Counter.of(lab);
        counter.bundle()
                .bind(source, "/bound", "ro")
                .merge("{\"linux\":{\"resources\":{\"pids\":{\"limit\":77}}}}");
        counter.run();
        counter.checkpoint().run().ok();
        lab.container(lab.id()).tryState().refused("does not exist");
        int before = counter.count();

        Path pidFile = lab.directory().resolve("pid");
        Counter.quiet(counter.restore("--detach", "--pid-file", pidFile.toString())).run().ok();
        counter.awaitMore(before);
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
        Counter counter = Counter.of(lab);
        Container container = counter.run();
        counter.checkpoint("--leave-running").run().ok();
        assertThat(container.status()).isEqualTo("running");
        counter.awaitMore(counter.count());
        assertThat(counter.images().resolve("inventory.img")).exists();
    }

    @Test
    void foregroundRestoreExitsAsTheProcess(Lab lab) {
        Counter counter = Counter.of(lab);
        counter.run();
        counter.checkpoint().run().ok();
        int before = counter.count();
        Running restored = Counter.quiet(counter.restore()).start();
        counter.awaitMore(before);
        lab.container(lab.id()).kill("TERM").ok();
        restored.await().exited(7);
        lab.container(lab.id()).tryState().refused("does not exist");
    }

    private static Counter mapped(Lab lab) {
        Counter counter = Counter.of(lab);
        counter.bundle().mapped();
        return counter;
    }

    /** Its processes read the images, with the rights that they have in their user namespace. */
    @Test
    void containerInAUserNamespaceGoesOnInOne(Lab lab) {
        Counter counter = mapped(lab);
        counter.run();
        counter.checkpoint().run().ok();
        Path directory = lab.directory();
        lab.host("chmod", "-R", "a+rX", counter.images().toString()).run().ok();
        lab.host("chmod", "a+x", directory.toString(), directory + "/..").run().ok();
        Container container = counter.restored();
        assertThat(Host.text("/proc/" + container.pid() + "/uid_map"))
                .containsPattern("0 +100000 +65536");
    }

    @Test
    @Tag("carafe")
    void imagesThatAUserNamespaceCannotReadAreNamed(Lab lab) {
        Counter counter = mapped(lab);
        counter.run();
        counter.checkpoint().run().ok();
        lab.host("chmod", "-R", "go=", counter.images().toString()).run().ok();
        counter.restore("--detach").run().refused("its root needs access to them");
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
        Counter counter = Counter.of(lab);
        counter.bundle().namespace("network", path);
        counter.run();
        counter.checkpoint().run().ok();
        int before = counter.count();
        Counter.quiet(counter.restore("--detach")).run().ok();
        counter.awaitMore(before);
        Path theirs = Path.of("/proc/" + lab.container(lab.id()).pid() + "/ns/net");
        assertThat(Files.readSymbolicLink(theirs)).isEqualTo(Files.readSymbolicLink(Path.of(path)));
    }

    @Test
    void terminalComesBackByTheConsoleSocket(Lab lab) {
        Host.needProgram("/usr/bin/python3");
        Counter counter = Counter.of(lab);
        counter.bundle().merge("{\"process\":{\"terminal\":true}}");
        Path first = lab.directory().resolve("first");
        Path second = lab.directory().resolve("second");
        Running before = console(lab, first);
        counter.run("--console-socket", first.toString());
        before.awaitOut("master");
        counter.checkpoint().run().ok();
        int count = counter.count();
        Running after = console(lab, second);
        Counter.quiet(counter.restore("--detach", "--console-socket", second.toString()))
                .run()
                .ok();
        after.awaitOut("master");
        counter.awaitMore(count);
    }

    private static Running console(Lab lab, Path socket) {
        return lab.host(
                        "/usr/bin/python3",
                        lab.helper("descriptor-socket.py").toString(),
                        "console",
                        socket.toString())
                .start()
                .awaitOut("listening");
    }

    /** runc leaves it down. */
    @Tag("carafe")
    @Test
    void loopbackDeviceIsUpAgain(Lab lab) {
        Counter counter = Counter.of(lab);
        counter.run();
        counter.checkpoint().run().ok();
        Container container = counter.restored();
        assertThat(container.exec("ifconfig", "lo").run().ok().out()).contains("127.0.0.1", "UP");
    }

    @Test
    void preDumpComesBeforeTheDump(Lab lab) {
        Counter counter = Counter.of(lab);
        Container container = counter.run();
        Path parent = lab.directory().resolve("parent");
        lab.runtime("checkpoint", "--pre-dump", "--image-path", parent.toString(), lab.id())
                .run()
                .ok();
        assertThat(container.status()).isEqualTo("running");
        counter.checkpoint("--parent-path", "../parent").run().ok();
        int before = counter.count();
        Counter.quiet(counter.restore("--detach")).run().ok();
        counter.awaitMore(before);
    }

    @Test
    void restoreWithoutImagesLeavesNothing(Lab lab) {
        Counter counter = Counter.of(lab);
        counter.bundle().write();
        counter.restore("--detach").run().refused("images");
        lab.subdirectory("images");
        counter.restore("--detach").run().refused();
        lab.container(lab.id()).tryState().refused("does not exist");
    }

    @Test
    void createdContainerCannotBeCheckpointed(Lab lab) {
        Counter counter = Counter.of(lab);
        counter.bundle().create();
        counter.checkpoint().run().refused("cannot be checkpointed in created state");
    }

    @Test
    void failedCheckpointNamesTheLogAndLeavesTheContainerRunning(Lab lab) {
        Counter counter = Counter.of(lab);
        Container container = counter.bundle().boot();
        counter.checkpoint().run().refused("dump.log");
        assertThat(container.status()).isEqualTo("running");
    }
}
