package dev.carafe.cli;

import dev.carafe.lifecycle.PauseContainer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe pause}: stops a container's processes. */
final class PauseCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Flags.of("pause", "Stop all processes of a container, until resume.")
                .arguments("ID", "the container")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        new PauseContainer(session.site()).pause(Arguments.of(args).onlyId());
        return 0;
    }
}
