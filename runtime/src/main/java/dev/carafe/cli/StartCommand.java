package dev.carafe.cli;

import dev.carafe.lifecycle.StartContainer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe start}: lets a created container run its process. */
final class StartCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Flags.of("start", "Run the process of a created container.")
                .arguments("ID", "the container")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        new StartContainer(session.site()).start(Arguments.of(args).onlyId());
        return 0;
    }
}
