package dev.carafe.cli;

import dev.carafe.lifecycle.DeleteContainer;
import dev.carafe.lifecycle.Site;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe delete}: removes what is left of a stopped container. */
final class DeleteCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Flags.of("delete", "Remove a container that has stopped, or was never started.")
                .on("-f,--force", "kill the container first (SIGKILL); no error when there is none")
                .on(
                        "-r,--regex",
                        "ID is a regular expression: every container in whose id it is found")
                .arguments("ID", "the container")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        Site site = session.site();
        boolean force = Flags.isOn(args, "--force");
        return session.onEach(
                site,
                Flags.isOn(args, "--regex"),
                Arguments.of(args).onlyId(),
                id -> new DeleteContainer(site).delete(id, force));
    }
}
