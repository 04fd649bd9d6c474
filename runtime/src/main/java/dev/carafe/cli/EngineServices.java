package dev.carafe.cli;

import dev.carafe.lifecycle.ConfigCache;
import dev.carafe.linux.HostFacts;
import dev.carafe.seccomp.SystemCallFilters;
import java.time.Clock;

/** What a command can have from the engine that runs it. */
public interface EngineServices {
    /** The build id, the same in client and engine. */
    String build();

    /**
     * The host as the engine sees it.
     *
     * @param caller process id of the client, whose place in the control groups counts
     */
    HostFacts hostFacts(int caller);

    /** The configurations that this engine has read. */
    ConfigCache configs();

    /** Compiles system call filters, and remembers them. */
    SystemCallFilters seccomp();

    /** The clock that time stamps are made with. */
    Clock clock();

    /** How the engine is doing. */
    EngineStatus status();

    /**
     * Has a resident engine take no new session, finish those it has, this one too, and leave; a
     * one-shot engine leaves anyway.
     */
    void stop();
}
