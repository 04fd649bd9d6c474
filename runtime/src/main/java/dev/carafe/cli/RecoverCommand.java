package dev.carafe.cli;

import dev.carafe.lifecycle.Recover;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe recover}: what a client runs that lost its engine half-way. */
final class RecoverCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Flags.of("recover", "Undo or finish what an interrupted command left (internal).")
                .arguments("ID", "the container")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        new Recover(session.site()).recover(Arguments.of(args).onlyId());
        return 0;
    }
}
