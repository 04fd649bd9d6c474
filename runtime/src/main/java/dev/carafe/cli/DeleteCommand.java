package dev.carafe.cli;

import dev.carafe.lifecycle.DeleteContainer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe delete}: removes what is left of a stopped container. */
final class DeleteCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Flags.of("delete", "Remove a container that has stopped, or was never started.")
                .on("-f,--force", "kill the container first (SIGKILL); no error when there is none")
                .arguments("ID", "the container")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        new DeleteContainer(session.site())
                .delete(Arguments.of(args).onlyId(), Flags.isOn(args, "--force"));
        return 0;
    }
}
