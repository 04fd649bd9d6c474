package dev.carafe.cli;

import dev.carafe.lifecycle.PrettyJson;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe features}: what this runtime can do, as engines ask for it. */
final class FeaturesCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Flags.of("features", "Print what carafe can do, as JSON of the runtime-spec.")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        if (!Flags.arguments(args).isEmpty()) {
            throw new UsageException("\"features\" takes no arguments");
        }
        session.print(PrettyJson.of(Features.document(session.services().build())) + "\n");
        return 0;
    }
}
