package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
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

/**
 * sd_notify(3): a container that is a service tells the caller's service manager that it is ready.
 */
@Conformance
class NotifySocketTest {

    private static final String PYTHON = "/usr/bin/python3";

    /** Sends its first argument, as any service does. */
    private static final String SEND =
            "import os,socket,sys;socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM)"
                    + ".sendto(sys.argv[1].encode(),os.environ['NOTIFY_SOCKET'])";

    @BeforeEach
    void needPython() {
        Host.needProgram(PYTHON);
    }

    /** A container with the host's Python in it. */
    private static Bundle service(Lab lab, String script) throws IOException {
        Bundle bundle = lab.bundle().bind(Path.of("/usr"), "/usr", "ro");
        for (String name : new String[] {"lib", "lib64"}) {
            Files.createSymbolicLink(bundle.rootfs().resolve(name), Path.of("usr", name));
        }
        return bundle.shell("send() { " + PYTHON + " -c \"" + SEND + "\" \"$1\"; }; " + script);
    }

    private static Running manager(Lab lab, String address) {
        Running manager =
                lab.host(PYTHON, lab.helper("service-manager.py").toString(), address).start();
        lab.afterwards(() -> {
            manager.signal("TERM");
            manager.await();
        });
        return manager.awaitOut("listening");
    }

    private static String address(Lab lab) {
        return lab.directory().resolve("manager").toString();
    }

    private static final String STAY = "while :; do sleep 0.05; done";

    @Test
    void startReturnsOnceTheContainerIsReadyAndTellsItsPid(Lab lab) throws IOException {
        Running manager = manager(lab, address(lab));
        Running creator =
                service(
                                lab,
                                "echo up; until [ -e /go ]; do sleep 0.05; done; send READY=1; echo sent; "
                                        + STAY)
                        .operation("create")
                        .with("NOTIFY_SOCKET", address(lab))
                        .start();
        creator.await().ok();
        Container container = lab.container(lab.id());
        Running start = lab.runtime("start", lab.id()).with("NOTIFY_SOCKET", address(lab)).start();
        creator.awaitOut("up");
        // The container can be looked at and worked with meanwhile.
        assertThat(container.status()).isEqualTo("running");
        assertThat(start.alive()).isTrue();
        assertThat(manager.out()).doesNotContain("READY");
        Files.createFile(lab.directory().resolve("bundle/rootfs/go"));
        start.await().ok();
        manager.awaitOut("READY=1").awaitOut("MAINPID=" + container.pid());
        creator.awaitOut("sent");
    }

    @Test
    void detachedRunReturnsOnceTheContainerIsReady(Lab lab) throws IOException {
        Running manager = manager(lab, address(lab));
        service(lab, "send \"STATUS=almost\nREADY=1\"; " + STAY)
                .operation("run", "--detach")
                .with("NOTIFY_SOCKET", address(lab))
                .run()
                .ok();
        long pid = lab.container(lab.id()).pid();
        manager.awaitOut("READY=1").awaitOut("MAINPID=" + pid);
    }

    @Test
    void foregroundRunIsTheMainProcess(Lab lab) throws IOException {
        Running manager = manager(lab, address(lab));
        Running run =
                service(lab, "send READY=1; echo sent; trap 'exit 5' TERM; " + STAY)
                        .operation("run")
                        .with("NOTIFY_SOCKET", address(lab))
                        .start()
                        .awaitOut("sent");
        manager.awaitOut("READY=1").awaitOut("MAINPID=" + run.pid());
        run.signal("TERM");
        run.await().exited(5);
    }

    @Tag("carafe") // runc waits for readiness, and for nothing else
    @Test
    void containerThatEndsBeforeItIsReadyKeepsNobodyWaiting(Lab lab) throws IOException {
        Running manager = manager(lab, address(lab));
        service(lab, "exit 3")
                .operation("run", "--detach")
                .with("NOTIFY_SOCKET", address(lab))
                .run()
                .ok();
        lab.container(lab.id()).awaitStatus("stopped");
        assertThat(manager.out()).doesNotContain("READY");
    }

    @Test
    void whatIsNotReadinessIsNotPassedOn(Lab lab) throws IOException {
        Running manager = manager(lab, address(lab));
        service(lab, "send MAINPID=1; send NOTREADY=1; send READY=1; " + STAY)
                .operation("run", "--detach")
                .with("NOTIFY_SOCKET", address(lab))
                .run()
                .ok();
        manager.awaitOut("MAINPID=");
        assertThat(manager.out()).doesNotContain("MAINPID=1\n").doesNotContain("NOTREADY");
    }

    @Tag("carafe") // runc waits for readiness, and for nothing else
    @Test
    void socketIsTheContainersOwnAndReadOnly(Lab lab) throws IOException {
        manager(lab, address(lab));
        assertThat(
                        service(
                                        lab,
                                        "echo $NOTIFY_SOCKET; test -S $NOTIFY_SOCKET && echo socket;"
                                                + " touch /run/notify/x 2>/dev/null || echo refused")
                                .operation("run")
                                .with("NOTIFY_SOCKET", address(lab))
                                .run()
                                .ok()
                                .out())
                .isEqualTo("/run/notify/notify.sock\nsocket\nrefused\n");
    }

    @Test
    void withoutAServiceManagerThereIsNoSocket(Lab lab) {
        assertThat(lab.bundle().shell("echo :$NOTIFY_SOCKET; ls -d /run/notify").run().out())
                .isEqualTo(":\n");
    }

    @Tag("carafe")
    @Test
    void unprivilegedUserInAUserNamespaceNotifiesAnAbstractAddress(Lab lab) throws IOException {
        String address = "@" + lab.id();
        Running manager = manager(lab, address);
        Bundle bundle = service(lab, "send READY=1; " + STAY);
        // The mapped root may make nothing in a root filesystem of the host's root.
        Files.createDirectories(bundle.rootfs().resolve("run/notify"));
        bundle.namespace("user")
                .merge(
                        """
                        {"process":{"user":{"uid":1000,"gid":1000}},
                         "linux":{"uidMappings":[{"containerID":0,"hostID":200000,"size":2000}],
                                  "gidMappings":[{"containerID":0,"hostID":200000,"size":2000}]}}
                        """)
                .operation("run", "--detach")
                .with("NOTIFY_SOCKET", address)
                .run()
                .ok();
        manager.awaitOut("READY=1").awaitOut("fd");
    }

    @Tag("carafe")
    @Test
    void foregroundGoesOnWhenMoreIsSentThanASocketHolds(Lab lab) throws IOException {
        Running manager = manager(lab, address(lab));
        Running run =
                service(
                                lab,
                                "send READY=1; i=0; while [ $i -lt 60 ]; do send STATUS=$i; i=$((i + 1)); done; echo done")
                        .operation("run")
                        .with("NOTIFY_SOCKET", address(lab))
                        .start();
        assertThat(run.await().ok().out()).isEqualTo("done\n");
        manager.awaitOut("READY=1");
    }

    @Tag("carafe")
    @Test
    void managerThatCannotBeReachedIsAWarning(Lab lab) {
        assertThat(
                        lab.bundle()
                                .shell("echo up")
                                .operation("run")
                                .with("NOTIFY_SOCKET", address(lab))
                                .run()
                                .ok()
                                .err())
                .contains("nobody is told when the container is ready")
                .contains("NOTIFY_SOCKET");
    }
}
