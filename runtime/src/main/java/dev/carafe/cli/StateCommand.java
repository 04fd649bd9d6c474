package dev.carafe.cli;

import dev.carafe.lifecycle.ContainerJson;
import dev.carafe.lifecycle.ContainerView;
import dev.carafe.lifecycle.ListContainers;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe state}: a container's state as JSON. */
final class StateCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Flags.of("state", "Print the state of a container as JSON.")
                .arguments("ID", "the container")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        ContainerView view = new ListContainers(session.site()).one(Arguments.of(args).onlyId());
        session.print(ContainerJson.pretty(view) + "\n");
        return 0;
    }
}
