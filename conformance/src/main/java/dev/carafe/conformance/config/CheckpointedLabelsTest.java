package dev.carafe.conformance.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.lifecycle.Counter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of labels when a container is saved and restored. */
@Conformance
class CheckpointedLabelsTest {
    private static final String PARSER = "/sbin/apparmor_parser";

    @BeforeEach
    void needCriu() {
        Host.needCriu();
    }

    /** Loads a profile that refuses nothing, also not to criu's code in the process. */
    private static String profile(Lab lab, String suffix) {
        assumeTrue(Files.isDirectory(Path.of("/sys/kernel/security/apparmor")), "needs AppArmor");
        Host.needProgram(PARSER);
        String name = lab.id().replace('.', '-') + suffix;
        String text =
                "profile %s flags=(attach_disconnected,mediate_deleted) { file, capability, network, unix, mount, umount, signal, ptrace, pivot_root, }\n"
                        .formatted(name);
        Path file = lab.file("profile" + suffix, text);
        lab.host(PARSER, "-K", "-r", file.toString()).run().ok();
        lab.afterwards(() -> lab.host(PARSER, "-K", "-R", file.toString()).run().ok());
        return name;
    }

    private static String label(Container container) {
        return Host.text("/proc/" + container.pid() + "/attr/current");
    }

    @Test
    void profileComesBackOrAnotherOneIsTaken(Lab lab) {
        String first = profile(lab, "-first");
        String second = profile(lab, "-second");
        Counter counter = Counter.of(lab);
        counter.bundle()
                .merge("{\"process\":{\"apparmorProfile\":%s}}".formatted(Json.text(first)));
        counter.run();
        counter.checkpoint().run().ok();
        Container same = counter.restored();
        assertThat(label(same)).isEqualTo(first + " (enforce)");
        same.delete("--force").ok();
        Container other = counter.restored("--lsm-profile", "apparmor:" + second);
        assertThat(label(other)).isEqualTo(second + " (enforce)");
    }

    @Test
    void profileThatIsNoneIsRefusedByCriu(Lab lab) {
        Counter counter = Counter.of(lab);
        counter.run();
        counter.checkpoint().run().ok();
        counter.restore("--detach", "--lsm-profile", "wonder").run().refused("restore.log");
        assertThat(Host.text(lab.directory().resolve("work/restore.log").toString()))
                .contains("invalid argument wonder for --lsm-profile");
        lab.container(lab.id()).tryState().refused("does not exist");
    }

    /** It takes the place of saved mounts' context options. */
    @Test
    void mountContextChangesNothingWhereNoMountHasOne(Lab lab) {
        Counter counter = Counter.of(lab);
        counter.run();
        counter.checkpoint().run().ok();
        counter.restored("--lsm-mount-context", "system_u:object_r:container_file_t:s0:c1,c2");
    }
}
