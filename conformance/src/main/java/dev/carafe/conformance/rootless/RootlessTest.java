package dev.carafe.conformance.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Containers of an ordinary user without subordinate ids or a delegated cgroup. */
@Conformance
class RootlessTest {

    @Test
    void containerRunsAndItsRootIsTheUser(Lab lab) {
        OrdinaryUser user = OrdinaryUser.of(lab);
        Bundle bundle =
                user.bundle()
                        .shell("id -u; cat /proc/self/uid_map; hostname; echo x >/written; exit 3");
        Result result = user.as(bundle.operation("run")).run().exited(3);
        assertThat(result.out().replaceAll(" +", " "))
                .isEqualTo("0\n 0 " + OrdinaryUser.ID + " 1\nbox\n");
        assertThat(bundle.rootfs().resolve("written")).hasContent("x");
    }

    @Test
    void lifecycleWorks(Lab lab) {
        OrdinaryUser user = OrdinaryUser.of(lab);
        user.as(user.bundle().staying().operation("create")).run().ok();
        assertThat(status(user)).isEqualTo("created");
        user.runtime("start", lab.id()).run().ok();
        assertThat(status(user)).isEqualTo("running");
        assertThat(user.runtime("list").run().ok().out())
                .containsPattern(lab.id() + "\\s+\\d+\\s+running\\s.*\\snobody");
        user.runtime("kill", lab.id(), "KILL").run().ok();
        Poll.until("stopped", () -> status(user).equals("stopped"));
        user.runtime("delete", lab.id()).run().ok();
        assertThat(user.runtime("list", "-q").run().ok().out()).isEmpty();
    }

    @Test
    void runningContainerIsDeletedByForce(Lab lab) {
        OrdinaryUser user = OrdinaryUser.of(lab);
        user.as(user.bundle().staying().operation("run", "--detach")).run().ok();
        assertThat(status(user)).isEqualTo("running");
        user.runtime("delete", "--force", lab.id()).run().ok();
        assertThat(user.runtime("list", "-q").run().ok().out()).isEmpty();
    }

    @Test
    void rootlessSpecRuns(Lab lab) throws IOException {
        OrdinaryUser user = OrdinaryUser.of(lab);
        Bundle bundle = user.bundle();
        String directory = bundle.directory().toString();
        user.plainRuntime("spec", "--rootless", "--bundle", directory).run().ok();
        Path file = bundle.directory().resolve("config.json");
        ObjectNode config = (ObjectNode) Json.parse(Files.readString(file));
        Json.merge(
                config,
                Json.parse(
                        """
                        {"process":{"terminal":false,
                                    "args":["sh","-c","id -u; touch /x 2>&1; cat /proc/self/uid_map"]}}
                        """));
        bundle.write(Json.text(config));
        assertThat(user.as(bundle.unwritten("run")).run().ok().out().replaceAll(" +", " "))
                .isEqualTo("0\ntouch: /x: Read-only file system\n 0 " + OrdinaryUser.ID + " 1\n");
    }

    @Test
    void stateIsBelowTheUsersRuntimeDirectory(Lab lab) throws IOException {
        OrdinaryUser user = OrdinaryUser.of(lab);
        Bundle bundle = user.bundle().staying().write();
        user.plainRuntime("create", "--bundle", bundle.directory().toString(), lab.id()).run().ok();
        try (var files = Files.walk(user.runtimeDirectory())) {
            assertThat(files).anyMatch(file -> file.endsWith(lab.id()));
        }
        assertThat(user.plainRuntime("list", "-q").run().ok().out().lines()).contains(lab.id());
        user.plainRuntime("delete", "--force", lab.id()).run().ok();
    }

    @Test
    void devicesAndMasksAreThere(Lab lab) {
        OrdinaryUser user = OrdinaryUser.of(lab);
        Bundle bundle =
                user.bundle()
                        .shell(
                                "echo x >/dev/null; head -c 3 /dev/zero | wc -c; cat /proc/keys 2>/dev/null | wc -c; touch /proc/sys/x 2>/dev/null || echo refused");
        assertThat(user.as(bundle.operation("run")).run().ok().out()).isEqualTo("3\n0\nrefused\n");
    }

    @Test
    void withoutAUserNamespaceItIsAnError(Lab lab) {
        OrdinaryUser.of(lab).as(lab.bundle().operation("create")).run().refused();
    }

    @Test
    void filesOfTheHostsRootStayOutOfReach(Lab lab) throws IOException {
        OrdinaryUser user = OrdinaryUser.of(lab);
        Bundle bundle =
                user.bundle()
                        .bind(Path.of("/etc"), "/mnt")
                        .shell("cat /mnt/shadow 2>/dev/null || echo refused");
        assertThat(user.as(bundle.operation("run")).run().ok().out()).isEqualTo("refused\n");
    }

    @Test
    void containersOfRootAreOutOfReach(Lab lab) {
        lab.bundle().boot();
        OrdinaryUser user = OrdinaryUser.of(lab);
        lab.host("chmod", "0711", lab.root().toString()).run().ok();
        Result result = killAsUser(lab, user);
        result.refused();
        assertThat(lab.container(lab.id()).status()).isEqualTo("running");
    }

    /** The directory stays root's, unlike with {@link OrdinaryUser#as}. */
    private static Result killAsUser(Lab lab, OrdinaryUser user) {
        return lab.runtime("kill", lab.id(), "KILL").via(user.becoming()).run();
    }

    private static String status(OrdinaryUser user) {
        return Json.parse(user.runtime("state", user.lab().id()).run().ok().out())
                .path("status")
                .asString();
    }

    /** runc warns that it is untested, and fails at whatever comes first. */
    @Test
    @Tag("carafe")
    void checkpointAndRestoreAreForRoot(Lab lab) {
        OrdinaryUser user = OrdinaryUser.of(lab);
        user.as(user.bundle().staying().operation("run", "--detach")).run().ok();
        String images = lab.directory().toString();
        user.runtime("checkpoint", "--image-path", images, lab.id()).run().refused("needs root");
        assertThat(lab.container(lab.id()).status()).isEqualTo("running");
        user.runtime("restore", "--image-path", images, lab.id("b")).run().refused("needs root");
        user.runtime("delete", "--force", lab.id()).run().ok();
    }
}
