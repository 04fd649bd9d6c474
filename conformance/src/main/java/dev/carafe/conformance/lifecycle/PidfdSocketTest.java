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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code --pidfd-socket}, which runc has since 1.2. */
@Conformance
class PidfdSocketTest {

    private static final String PYTHON = "/usr/bin/python3";

    @BeforeEach
    void needPython() {
        Host.needProgram(PYTHON);
    }

    private static Running listener(Lab lab, Path socket) {
        return lab.host(
                        PYTHON,
                        lab.helper("descriptor-socket.py").toString(),
                        "pidfd",
                        socket.toString())
                .start()
                .awaitOut("listening");
    }

    @Test
    void createSendsAPidfdOfInit(Lab lab) {
        Path socket = lab.directory().resolve("pidfd");
        Running listener = listener(lab, socket);
        Container container = lab.bundle().staying().create("--pidfd-socket", socket.toString());
        listener.awaitOut("pidfd standard " + container.pid() + "\n");
        assertThat(listener.out()).doesNotContain("ended");
        container.delete("--force").ok();
        assertThat(listener.await().ok().out()).contains("ended");
    }

    @Test
    void runSendsAPidfdOfInit(Lab lab) {
        Path socket = lab.directory().resolve("pidfd");
        Running listener = listener(lab, socket);
        lab.bundle().shell("exit 7").run("--pidfd-socket", socket.toString()).exited(7);
        assertThat(listener.await().ok().out()).contains("pidfd standard ").contains("ended");
    }

    @Test
    void execSendsAPidfdOfTheProcess(Lab lab) throws IOException {
        Path socket = lab.directory().resolve("pidfd");
        Container container = lab.bundle().boot();
        Running listener = listener(lab, socket);
        Path pidFile = lab.directory().resolve("exec.pid");
        container
                .exec(
                        List.of(
                                "--detach",
                                "--pid-file",
                                pidFile.toString(),
                                "--pidfd-socket",
                                socket.toString()),
                        "/bin/sleep",
                        "1000")
                .run()
                .ok();
        listener.awaitOut("pidfd setns " + Files.readString(pidFile) + "\n");
        assertThat(listener.out()).doesNotContain("ended");
        container.delete("--force").ok();
        assertThat(listener.await().ok().out()).contains("ended");
    }

    @Test
    void execWithoutItsPidfdSocketRunsNothing(Lab lab) {
        String none = lab.directory().resolve("none").toString();
        Container container = lab.bundle().boot();
        container
                .exec(List.of("--pidfd-socket", none), "/bin/touch", "/tmp/ran")
                .run()
                .refused("no such file");
        container.exec("/bin/ls", "/tmp/ran").run().exited(1);
    }

    @Test
    void pidfdSocketThatIsNotThereIsAnError(Lab lab) {
        String none = lab.directory().resolve("none").toString();
        lab.bundle().tryCreate("--pidfd-socket", none).refused("no such file");
        lab.container(lab.id()).tryState().refused("does not exist");
    }
}
