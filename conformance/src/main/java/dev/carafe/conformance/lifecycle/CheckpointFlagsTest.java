package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.config.SystemCallProgram;
import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The flags of checkpoint and restore that say what criu(8) saves, and how. */
@Conformance
class CheckpointFlagsTest {
    private static final int PAGES_PORT = 27_911;

    /** Another one: tests run beside each other. */
    private static final int LAZY_PORT = 27_912;

    @BeforeEach
    void needCriu() {
        Host.needCriu();
    }

    @Test
    void fileThatIsGoneByItsNameIsKeptWithLinkRemap(Lab lab) {
        Counter counter =
                Counter.after(
                        lab,
                        "exec 8>/tmp/name; ln /tmp/name /tmp/other; rm /tmp/name; echo kept >&8; ");
        Container container = counter.run();
        counter.checkpoint().run().refused("dump.log");
        assertThat(container.status()).isEqualTo("running");
        counter.checkpoint("--link-remap").run().ok();
        counter.restored();
        assertThat(counter.bundle().rootfs().resolve("tmp/other")).hasContent("kept\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "ignore"})
    void wayToManageControlGroupsIsTaken(String mode, Lab lab) {
        Counter counter = Counter.of(lab);
        counter.run();
        counter.checkpoint("--manage-cgroups-mode", mode).run().ok();
        Container container = counter.restored("--manage-cgroups-mode", mode);
        assertThat(Host.text("/proc/" + container.pid() + "/cgroup")).contains(lab.id());
    }

    /** Nothing of a container's control group may be there, and it is made with what was saved. */
    @Test
    void strictControlGroupsAreMadeAgain(Lab lab) {
        Counter counter = Counter.of(lab);
        counter.run();
        counter.checkpoint("--manage-cgroups-mode", "strict").run().ok();
        Container container = counter.restored("--manage-cgroups-mode", "strict");
        assertThat(Host.text("/proc/" + container.pid() + "/cgroup")).contains(lab.id());
    }

    /**
     * runc 1.1 does not look at the flag here; later ones have criu refuse every restore with it.
     */
    @Tag("carafe")
    @Test
    void strictRefusesAControlGroupThatIsThere(Lab lab) throws IOException {
        Host.needUnified();
        Counter counter = Counter.of(lab);
        counter.bundle().merge("{\"linux\":{\"cgroupsPath\":\"/%s\"}}".formatted(lab.id()));
        counter.run();
        counter.checkpoint("--manage-cgroups-mode", "strict").run().ok();
        Path group = Files.createDirectory(Path.of("/sys/fs/cgroup", lab.id()));
        counter.restore("--detach", "--manage-cgroups-mode", "strict")
                .run()
                .refused("strict", group.toString(), "exists");
        lab.container(lab.id()).tryState().refused("does not exist");
        Files.delete(group);
        counter.restored("--manage-cgroups-mode", "strict");
    }

    /** Both ends are in the container, where one is fed for ever. */
    private static final String TALK =
            "sleep 100000 | nc -l -p 7788 >/tmp/got & while ! [ -s /tmp/got ]; do"
                    + " while :; do echo tick; sleep 0.1; done | nc 127.0.0.1 7788; done & ";

    /** runc leaves the loopback device down, over which this connection goes. */
    @Tag("carafe")
    @Test
    void connectionIsKeptWithTcpEstablished(Lab lab) {
        Counter counter = Counter.after(lab, TALK);
        Container container = counter.run();
        Path got = counter.bundle().rootfs().resolve("tmp/got");
        Poll.until("the connection", () -> size(got) > 0);
        counter.checkpoint().run().refused("dump.log");
        assertThat(container.status()).isEqualTo("running");
        counter.checkpoint("--tcp-established").run().ok();
        long before = size(got);
        counter.restored("--tcp-established");
        Poll.until("more on the connection", () -> size(got) > before);
    }

    @Test
    void lockIsHeldAgainWithFileLocks(Lab lab) {
        Counter counter = Counter.after(lab, "exec 9>/tmp/lock; /bin/call || exit; ");
        // flock(9, LOCK_EX): the lock is the open file's, which the shell keeps.
        SystemCallProgram.put(counter.bundle(), SystemCallProgram.FLOCK, 9, 2);
        Container container = counter.run();
        assertThat(isLocked(counter, lab)).isTrue();
        counter.checkpoint().run().refused("dump.log");
        assertThat(container.status()).isEqualTo("running");
        counter.checkpoint("--file-locks").run().ok();
        assertThat(isLocked(counter, lab)).isFalse();
        counter.restored("--file-locks");
        assertThat(isLocked(counter, lab)).isTrue();
    }

    private static boolean isLocked(Counter counter, Lab lab) {
        String file = counter.bundle().rootfs().resolve("tmp/lock").toString();
        return lab.host("flock", "--nonblock", file, "true").run().exitCode() == 1;
    }

    @Test
    void wrongWordsAreRefused(Lab lab) {
        Counter counter = Counter.of(lab);
        Container container = counter.run();
        counter.checkpoint("--manage-cgroups-mode", "hard").run().refused("anage");
        counter.checkpoint("--empty-ns", "wonder").run().refused("wonder");
        assertThat(container.status()).isEqualTo("running");
    }

    @Test
    void imagesOfSeveralPreDumpsMakeOne(Lab lab) {
        Counter counter = Counter.of(lab);
        counter.run();
        Path first = lab.directory().resolve("first");
        Path second = lab.directory().resolve("second");
        lab.runtime("checkpoint", "--pre-dump", "--image-path", first.toString(), lab.id())
                .run()
                .ok();
        lab.runtime(
                        "checkpoint",
                        "--pre-dump",
                        "--auto-dedup",
                        "--parent-path",
                        "../first",
                        "--image-path",
                        second.toString(),
                        lab.id())
                .run()
                .ok();
        counter.awaitMore();
        counter.checkpoint(
                        "--parent-path",
                        "../second",
                        "--auto-dedup",
                        "--tcp-skip-in-flight",
                        "--empty-ns",
                        "network",
                        "--ext-unix-sk",
                        "--shell-job")
                .run()
                .ok();
        counter.restored("--auto-dedup", "--empty-ns", "network", "--ext-unix-sk", "--shell-job");
    }

    @Test
    void pagesGoToThePageServer(Lab lab) {
        Counter counter = Counter.of(lab);
        counter.run();
        Path pages = lab.subdirectory("pages");
        Running server = pageServer(lab, pages);
        counter.checkpoint("--page-server", "127.0.0.1:" + PAGES_PORT).run().ok();
        server.await().ok();
        assertThat(names(counter.images())).noneMatch(name -> name.startsWith("pages-"));
        assertThat(names(pages)).anyMatch(name -> name.startsWith("pages-"));
        lab.host(
                        "sh",
                        "-c",
                        "cp \"$1\"/* \"$2\"",
                        "sh",
                        pages.toString(),
                        counter.images().toString())
                .run()
                .ok();
        counter.restored();
    }

    private static Running pageServer(Lab lab, Path pages) {
        return lab.host(
                        "criu",
                        "page-server",
                        "--images-dir",
                        pages.toString(),
                        "--address",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(PAGES_PORT),
                        "-v4",
                        "--log-file",
                        lab.directory().resolve("server.log").toString())
                .start();
    }

    @Test
    void pagesAreFetchedLaterWithLazyPages(Lab lab) throws IOException {
        Counter counter = Counter.of(lab);
        counter.run();
        Path ready = Files.createFile(lab.directory().resolve("ready"));
        Running checkpoint =
                counter.checkpoint(
                                "--lazy-pages",
                                "--page-server",
                                "127.0.0.1:" + LAZY_PORT,
                                "--status-fd",
                                "9")
                        .via("sh", "-c", "exec \"$@\" 9>" + ready, "sh")
                        .start();
        Poll.until("the pages to be there to fetch", () -> size(ready) > 0, checkpoint::err);
        int before = counter.count();
        Running lazy =
                lab.host(
                                "criu",
                                "lazy-pages",
                                "--page-server",
                                "--address",
                                "127.0.0.1",
                                "--port",
                                Integer.toString(LAZY_PORT),
                                "--images-dir",
                                counter.images().toString(),
                                "--work-dir",
                                lab.directory().resolve("work").toString())
                        .start();
        Poll.until(
                "the daemon",
                () -> Files.exists(lab.directory().resolve("work/lazy-pages.socket")),
                lazy::err);
        Bundle bundle = counter.bundle();
        Container again = lab.container(lab.id() + "b");
        Counter.quiet(
                        lab.runtime(
                                "restore",
                                "--lazy-pages",
                                "--image-path",
                                counter.images().toString(),
                                "--work-path",
                                lab.directory().resolve("work").toString(),
                                "--bundle",
                                bundle.directory().toString(),
                                "--detach",
                                lab.id() + "b"))
                .run()
                .ok();
        counter.awaitMore(before);
        checkpoint.await().ok();
        lazy.await().ok();
        again.delete("--force").ok();
    }

    @Test
    void restoreRunsTheHooksOfTheRuntimeOnly(Lab lab) throws IOException {
        Counter counter = Counter.of(lab);
        Path ran = lab.directory().resolve("ran");
        for (String hook :
                List.of(
                        "prestart",
                        "createRuntime",
                        "createContainer",
                        "startContainer",
                        "poststart",
                        "poststop")) {
            counter.bundle()
                    .merge(
                            "{\"hooks\":{\"%s\":[{\"path\":\"/bin/sh\",\"args\":[\"sh\",\"-c\",%s]}]}}"
                                    .formatted(
                                            hook,
                                            Json.text(
                                                    "echo "
                                                            + hook
                                                            + " >>"
                                                            + ran
                                                            + "; cat >/dev/null")));
        }
        counter.run();
        counter.checkpoint().run().ok();
        Files.delete(ran);
        Container container = counter.restored();
        assertThat(Files.readAllLines(ran)).containsExactly("prestart", "createRuntime");
        container.delete("--force").ok();
        assertThat(Files.readAllLines(ran)).endsWith("poststop");
    }

    private static List<String> names(Path directory) {
        return List.of(Objects.requireNonNull(directory.toFile().list()));
    }

    private static long size(Path file) {
        return file.toFile().length();
    }
}
