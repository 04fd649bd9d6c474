package dev.carafe.cli;

import dev.carafe.lifecycle.ChangeMounts;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe mounts}: changes the mounts of a running container; crun's command. */
final class MountsCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Flags.of("mounts", "Add mounts to a running container, or remove them.")
                .arguments(
                        "add|remove ID FILE",
                        "what to do, the container, and a file with a list of mounts as in"
                                + " config.json, of which only the destinations count to remove"
                                + " them")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        Arguments arguments = Arguments.of(args);
        arguments.exactly(3);
        List<String> given = arguments.given();
        ChangeMounts.Change change =
                switch (given.getFirst()) {
                    case "add" -> ChangeMounts.Change.ADD;
                    case "remove" -> ChangeMounts.Change.REMOVE;
                    default ->
                            throw new UsageException(
                                    "\"mounts\" takes one of add, remove, and got \"%s\""
                                            .formatted(given.getFirst()));
                };
        new ChangeMounts(session.site()).change(given.get(1), session.path(given.get(2)), change);
        return 0;
    }
}
