package dev.carafe.cli;

import dev.carafe.lifecycle.PauseContainer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe resume}: lets a paused container run on. */
final class ResumeCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Flags.of("resume", "Let the processes of a paused container run on.")
                .arguments("ID", "the container")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        new PauseContainer(session.site()).resume(Arguments.of(args).onlyId());
        return 0;
    }
}
