package dev.carafe.cli;

import dev.carafe.lifecycle.StartContainer;
import java.util.HexFormat;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe start-failure}: what a client runs that has started a container in vain. */
final class StartFailureCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Flags.of("start-failure", "Tell why a container's process was not run (internal).")
                .value("--report", "HEX", "what init reported")
                .arguments("ID", "the container")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        String report = Flags.text(args, "--report").orElse("");
        try {
            new StartContainer(session.site())
                    .explain(Arguments.of(args).onlyId(), HexFormat.of().parseHex(report));
        } catch (IllegalArgumentException e) {
            throw new UsageException("invalid value for --report: hexadecimal digits are due");
        }
        return 0;
    }
}
