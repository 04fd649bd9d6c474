package dev.carafe.cli;

import dev.carafe.lifecycle.CreateContainer;
import dev.carafe.lifecycle.CreateRequest;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe create}: makes a container whose process waits for start. */
final class CreateCommand implements Command {
    @Override
    public CommandSpec spec() {
        return CreateFlags.addTo(
                        Flags.of(
                                "create",
                                "Make a container from a bundle; start runs its process."))
                .arguments("ID", "a name for the container, unique below --root")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        CreateRequest request = CreateFlags.request(session, args);
        try (TraceFile trace = TraceFile.open(session, args);
                var _ = new CreateContainer(trace.site(), request, false).create()) {
            return 0;
        }
    }
}
