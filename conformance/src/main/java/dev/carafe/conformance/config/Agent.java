package dev.carafe.conformance.config;

import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Running;
import java.nio.file.Path;

/** A supervisor of system calls that gives each the same answer. */
record Agent(Path socket, Running running) {
    /** Starts one, and waits until it listens. */
    Agent(Lab lab, int answer) {
        this(lab.directory().resolve("agent"), lab, answer);
    }

    private Agent(Path socket, Lab lab, int answer) {
        this(
                socket,
                lab.host(
                                "/usr/bin/python3",
                                lab.helper("seccomp-agent.py").toString(),
                                socket.toString(),
                                String.valueOf(answer))
                        .start()
                        .awaitOut("listening"));
    }
}
