package dev.carafe.conformance.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Options of crun for bind mounts from and to symbolic links; engines that know crun send them. */
@Conformance
class MountLinksTest {

    private static Path link(Lab lab, String content) throws IOException {
        return Files.createSymbolicLink(lab.directory().resolve("link"), Path.of(content));
    }

    @Test
    void linkIsCopied(Lab lab) throws IOException {
        String out =
                lab.bundle()
                        .bind(link(lab, "../etc/passwd"), "/made/copy", "copy-symlink")
                        .shell("readlink /made/copy; grep -c '' /made/copy")
                        .run()
                        .ok()
                        .out();
        assertThat(out).isEqualTo("../etc/passwd\n2\n");
    }

    @Test
    void sameLinkMayBeThereButNothingElse(Lab lab) throws IOException {
        Path link = link(lab, "/etc/passwd");
        Bundle bundle = lab.bundle().bind(link, "/there", "copy-symlink").shell("echo ran");
        Files.createSymbolicLink(bundle.rootfs().resolve("there"), Path.of("/etc/passwd"));
        assertThat(bundle.run().ok().out()).isEqualTo("ran\n");

        Bundle other = lab.bundle("other", lab.id("b")).bind(link, "/there", "copy-symlink");
        Files.createSymbolicLink(other.rootfs().resolve("there"), Path.of("/etc/group"));
        other.tryCreate().refused("there", "exist");
    }

    @Test
    void sourceThatIsNoLinkIsBound(Lab lab) {
        Path file = lab.file("plain", "content");
        String out =
                lab.bundle()
                        .bind(file, "/there", "copy-symlink")
                        .shell("cat /there")
                        .run()
                        .ok()
                        .out();
        assertThat(out).isEqualTo("content");
    }

    @Test
    void linkItselfIsMounted(Lab lab) throws IOException {
        Bundle bundle =
                lab.bundle()
                        .bind(link(lab, "/etc/group"), "/there", "src-nofollow", "dest-nofollow")
                        .shell("readlink /there");
        Files.createSymbolicLink(bundle.rootfs().resolve("there"), Path.of("/etc/passwd"));
        assertThat(bundle.run().ok().out()).isEqualTo("/etc/group\n");
        assertThat(Files.readSymbolicLink(bundle.rootfs().resolve("there")))
                .isEqualTo(Path.of("/etc/passwd"));
    }
}
