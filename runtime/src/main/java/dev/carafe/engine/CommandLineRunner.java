package dev.carafe.engine;

import dev.carafe.cli.EngineServices;
import dev.carafe.lifecycle.Client;

/** What a session does once its client is known: in production the command line. */
@FunctionalInterface
public interface CommandLineRunner {
    /**
     * Does what the client was called for.
     *
     * @return the client's exit code
     */
    int run(Client client, EngineServices services);
}
