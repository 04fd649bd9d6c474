package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code mounts add} and {@code mounts remove}: crun's command, which 1.8.1 does not have yet. */
@Conformance
@Tag("carafe")
class MountsCommandTest {

    private static Result mounts(Lab lab, String what, String list) {
        Path file = lab.file("mounts.json", list);
        return lab.runtime("mounts", what, lab.id(), file.toString()).run();
    }

    private static String mountinfo(Container container) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(container.pid()), "mountinfo"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path inside(Container container, String path) {
        return Path.of("/proc/" + container.pid() + "/root" + path);
    }

    @Test
    void mountsAreAddedAndRemoved(Lab lab) throws IOException {
        Path source = lab.subdirectory("source");
        Files.writeString(source.resolve("file"), "from the host");
        Container container = lab.bundle().boot();
        String before = mountinfo(container);
        String list =
                """
                [{"destination": "/added/dir", "type": "bind", "source": "%1$s", "options": ["rbind", "ro"]},
                 {"destination": "/added/file", "source": "%1$s/file", "options": ["bind"]},
                 {"destination": "/added/tmp", "type": "tmpfs", "source": "tmpfs", "options": ["size=64k"]}]
                """
                        .formatted(source);
        mounts(lab, "add", list).ok();
        assertThat(inside(container, "/added/dir/file")).hasContent("from the host");
        assertThat(inside(container, "/added/file")).hasContent("from the host");
        assertThat(mountinfo(container)).contains(" /added/dir ro,").contains("size=64k");
        mounts(lab, "remove", list).ok();
        assertThat(mountinfo(container)).isEqualTo(before);
    }

    @Test
    void allAreAddedOrNone(Lab lab) {
        Container container = lab.bundle().boot();
        String before = mountinfo(container);
        mounts(
                        lab,
                        "add",
                        """
                        [{"destination": "/one", "type": "tmpfs", "source": "tmpfs"},
                         {"destination": "/two", "type": "tmpfs", "source": "tmpfs", "options": ["size=lots"]}]
                        """)
                .refused("mounts.json line 2: /1: new_mount: fsconfig: size=lots");
        assertThat(mountinfo(container)).isEqualTo(before);
    }

    @Test
    void allAreRemovedOrNone(Lab lab) {
        Container container = lab.bundle().boot();
        mounts(lab, "add", "[{\"destination\":\"/one\",\"type\":\"tmpfs\",\"source\":\"t\"}]").ok();
        String before = mountinfo(container);
        mounts(lab, "remove", "[{\"destination\":\"/one\"},\n{\"destination\":\"/bin\"}]")
                .refused("mounts.json line 2: /1/destination: require_mount: ");
        assertThat(mountinfo(container)).isEqualTo(before);
    }

    @Test
    void linksOfTheContainerDoNotLeadOutOfIt(Lab lab) throws IOException {
        Path outside = lab.subdirectory("outside");
        Bundle bundle = lab.bundle();
        Files.createSymbolicLink(bundle.rootfs().resolve("trap"), outside);
        Container container = bundle.boot();
        String hostBefore = Files.readString(Path.of("/proc/self/mountinfo"));
        mounts(
                        lab,
                        "add",
                        "[{\"destination\":\"/trap/x\",\"type\":\"tmpfs\",\"source\":\"trapped\"}]")
                .ok();
        assertThat(mountinfo(container)).contains(" " + outside + "/x ").contains("trapped");
        assertThat(outside).isEmptyDirectory();
        assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
                .doesNotContain("trapped")
                .hasSameSizeAs(hostBefore);
    }

    @Test
    void badListsAreRefusedWithEveryPlace(Lab lab) {
        Container container = lab.bundle().boot();
        mounts(lab, "add", "[{\"destination\": 1},\n {\"type\": \"tmpfs\"}]")
                .refused("line 1: /0/destination");
        mounts(lab, "add", "{}").refused("mounts.json");
        mounts(lab, "add", "[{\"destination\":\"/\",\"type\":\"tmpfs\",\"source\":\"t\"}]")
                .refused("would cover the root filesystem");
        mounts(lab, "add", "[{\"destination\":\"/p\",\"type\":\"proc\",\"source\":\"proc\"}]")
                .refused("/0/type");
        mounts(lab, "change", "[]").refused("add, remove");
        container.kill("KILL").ok();
        container.awaitStatus("stopped");
        mounts(lab, "add", "[]").refused("container not running");
    }
}
