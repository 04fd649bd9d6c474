package dev.carafe.cli;

import dev.carafe.lifecycle.CheckpointContainer;
import dev.carafe.lifecycle.Recover;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe recover}: what a client runs that lost its engine half-way. */
final class RecoverCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Flags.of("recover", "Undo what an interrupted create left (internal).")
                .on("--thaw", "let a container go on whose checkpoint was interrupted")
                .arguments("ID", "the container")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        String id = Arguments.of(args).onlyId();
        if (Flags.isOn(args, "--thaw")) {
            new CheckpointContainer(session.site()).thaw(id);
        } else {
            new Recover(session.site()).recover(id);
        }
        return 0;
    }
}
