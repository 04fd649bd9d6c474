package dev.carafe.cli;

import dev.carafe.lifecycle.RunContainer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe finish}: the end of a foreground run whose engine left before its container. */
final class FinishCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Flags.of("finish", "End a foreground run (internal).")
                .value("--status", "N", "the process's wait status")
                .arguments("ID", "the container")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        String status = Flags.text(args, "--status").orElse("");
        try {
            return RunContainer.finish(
                    session.site(), Arguments.of(args).onlyId(), Integer.parseInt(status));
        } catch (NumberFormatException e) {
            throw new UsageException(
                    "invalid value \"%s\" for --status: a wait status is due".formatted(status));
        }
    }
}
