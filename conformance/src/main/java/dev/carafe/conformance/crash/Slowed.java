package dev.carafe.conformance.crash;

import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Running;
import dev.carafe.conformance.harness.Signals;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Has a process wait for a minute when it opens a certain file for the second time, by strace(1);
 * for the steps that no hook can hold.
 */
record Slowed(Lab lab, Path file) {
    private static final String SECONDS = "60";

    /** Kills a process that waits so; it would not die before strace has let it go. */
    static void kill(long pid) {
        long tracer = Host.tracer(pid);
        Signals.send(pid, "KILL");
        if (tracer != 0) {
            Signals.send(tracer, "KILL");
        }
    }

    private List<String> strace(String... more) {
        List<String> words = new ArrayList<>(List.of("strace", "-f", "-P", file.toString()));
        words.addAll(List.of("-o", lab.directory().resolve("strace").toString()));
        words.addAll(List.of("-e", "trace=openat", "-e"));
        words.add("inject=openat:delay_enter=" + SECONDS + "s:when=2");
        words.addAll(List.of(more));
        return words;
    }

    /** The command and what it starts; its process is the command's own. */
    Command of(Command command) {
        return command.via(strace("-D").toArray(String[]::new));
    }

    /** A process that runs, for as long as what is returned does. */
    Running attach(long pid) {
        Running tracer = lab.host(strace("-p", Long.toString(pid)).toArray(String[]::new)).start();
        Poll.until("strace", () -> tracer.err().contains("attached"), tracer::err);
        return tracer;
    }
}
