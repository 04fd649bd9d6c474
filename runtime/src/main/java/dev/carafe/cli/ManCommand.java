package dev.carafe.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe man}: a manual page in roff. */
final class ManCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Flags.of(
                        "man",
                        "Print the manual page of carafe, or of one of its commands, in roff.")
                .arguments("[COMMAND]", "the command; carafe itself by default")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        List<String> given = Flags.arguments(args);
        if (given.size() > 1) {
            throw new UsageException("\"man\" takes one command");
        }
        String version = Version.of(session.services().build());
        if (given.isEmpty()) {
            session.print(ManPage.of(GlobalOptions.spec(), Help.commands(), version));
            return 0;
        }
        Optional<Command> command =
                Command.NAMES.contains(given.getFirst())
                        ? Command.named(given.getFirst())
                        : Optional.empty();
        if (command.isEmpty()) {
            throw new UsageException("no such command: \"%s\"".formatted(given.getFirst()));
        }
        session.print(ManPage.of(command.get().spec(), List.of(), version));
        return 0;
    }
}
