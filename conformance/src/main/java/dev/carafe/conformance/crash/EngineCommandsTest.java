package dev.carafe.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("carafe")
@Tag("crash")
@Conformance
class EngineCommandsTest {

    @Test
    void statusNamesPidUptimeMemoryAndSessions(Lab lab) {
        Engine engine = Engine.start(lab);
        lab.bundle().run().ok();
        assertThat(engine.status().out().toLowerCase(Locale.ROOT))
                .contains(Long.toString(engine.pid()))
                .contains("uptime")
                .contains("mi")
                .contains("session");
    }

    @Test
    void stopEndsTheEngineAndCommandsGoOn(Lab lab) {
        Engine engine = Engine.start(lab);
        Container container = lab.bundle().boot();
        engine.call("stop").run().ok();
        assertThat(engine.alive()).isFalse();
        assertThat(container.status()).isEqualTo("running");
    }

    @Test
    void startTwiceKeepsOneEngine(Lab lab) {
        Engine engine = Engine.start(lab);
        engine.call("start").run();
        assertThat(engine.alive()).isTrue();
        assertThat(engine.status().out()).contains(Long.toString(engine.pid()));
    }

    @Test
    void statusAndStopWithoutAnEngineAreErrors(Lab lab) {
        Engine.privateDirectory(lab);
        lab.host(lab.settings().runtime().toString(), "engine", "status").run().refused();
    }

    @Test
    void residentModeWithoutAnEngineIsAnError(Lab lab) {
        Engine.privateDirectory(lab);
        lab.with("CARAFE_ENGINE", "resident");
        lab.bundle().tryCreate().refused("engine");
        lab.with("CARAFE_ENGINE", "auto");
    }

    @Test
    void containersAreBelowTheCallersCgroupsNotTheEngines(Lab lab) throws IOException {
        Engine.start(lab);
        List<String> inside =
                lab.bundle().shell("cat /proc/self/cgroup").run().ok().out().lines().toList();
        List<String> callers = Files.readAllLines(Path.of("/proc/self/cgroup"));
        assertThat(inside).anyMatch(line -> line.endsWith("/" + lab.id()));
        assertThat(inside)
                .filteredOn(line -> line.endsWith("/" + lab.id()))
                .allMatch(line -> callers.stream().anyMatch(line::startsWith), "below " + callers);
    }

    @Test
    void initsRunFromTheSealedCopyThatTheEngineHas(Lab lab) throws IOException {
        Engine engine = Engine.start(lab);
        Container one = lab.bundle().create();
        Container other = lab.bundle("other", lab.id("other")).create();
        assertThat(copy(one.pid())).startsWith("/memfd:carafe");
        Object inode = inode("/proc/" + one.pid() + "/exe");
        assertThat(inode("/proc/" + other.pid() + "/exe")).isEqualTo(inode);
        assertThat(inode("/proc/" + engine.pid() + "/fd/3")).isEqualTo(inode);
    }

    private static String copy(long pid) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/" + pid + "/exe")).toString();
    }

    private static Object inode(String path) throws IOException {
        return Files.getAttribute(Path.of(path), "unix:ino");
    }

    @Test
    void engineHoldsNothingOfItsCallers(Lab lab) {
        Engine engine = Engine.start(lab);
        lab.bundle().operation("run").with("SECRET", "leaked").run().ok();
        assertThat(lab.host("cat", "/proc/" + engine.pid() + "/environ").run().ok().out())
                .doesNotContain("SECRET");
        assertThat(lab.host("readlink", "/proc/" + engine.pid() + "/cwd").run().ok().out())
                .isEqualTo("/\n");
    }
}
