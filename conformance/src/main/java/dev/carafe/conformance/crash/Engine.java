package dev.carafe.conformance.crash;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Result;
import dev.carafe.conformance.harness.Signals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A resident engine of one test, in an engine directory of its own. */
record Engine(Lab lab, Path runtime, long pid) {

    private static final Pattern PID = Pattern.compile("(?i)pid\\W+(\\d+)");

    /** Starts one; it is stopped, or killed, when the test is over. */
    static Engine start(Lab lab) {
        return start(lab, lab.settings().runtime());
    }

    /** Starts one of another dist tree's. */
    static Engine start(Lab lab, Path runtime) {
        privateDirectory(lab);
        lab.host(runtime.toString(), "engine", "start").run().ok();
        Result status = lab.host(runtime.toString(), "engine", "status").run().ok();
        Matcher pid = PID.matcher(status.out());
        if (!pid.find()) {
            throw new AssertionError("no pid in " + status);
        }
        Engine engine = new Engine(lab, runtime, Long.parseLong(pid.group(1)));
        lab.afterwards(engine::end);
        return engine;
    }

    /** Gives the test an engine directory in which nothing listens. */
    static Path privateDirectory(Lab lab) {
        Path directory = lab.subdirectory("engine");
        lab.host("chmod", "0700", directory.toString()).run().ok();
        lab.with("CARAFE_ENGINE_DIR", directory.toString());
        lab.with("CARAFE_ENGINE", "auto");
        return directory;
    }

    /** An engine command in this engine's directory. */
    Command call(String operation) {
        return lab.host(runtime.toString(), "engine", operation);
    }

    /** A command of this engine's dist tree. */
    Command command(String... arguments) {
        List<String> words =
                new ArrayList<>(List.of(runtime.toString(), "--root", lab.root().toString()));
        words.addAll(Arrays.asList(arguments));
        return lab.host(words.toArray(String[]::new));
    }

    /** Creates the test's container through this engine. */
    Container container(Bundle bundle) {
        bundle.write();
        command("create", "--bundle", bundle.directory().toString(), lab.id()).run().ok();
        return lab.container(lab.id());
    }

    Result status() {
        return call("status").run().ok();
    }

    void signal(String name) {
        Signals.send(pid, name);
    }

    void kill() {
        signal("KILL");
        Poll.until("the engine's end", () -> !alive());
    }

    boolean alive() {
        return Files.exists(Path.of("/proc/" + pid + "/exe"));
    }

    private void end() {
        if (alive()) {
            signal("CONT");
            call("stop").run();
            if (!Poll.within(lab.settings().scaled(Duration.ofSeconds(2)), () -> !alive())) {
                kill();
            }
        }
    }
}
