package dev.carafe.cli;

import dev.carafe.lifecycle.LimitChange;
import dev.carafe.lifecycle.ResourcesFile;
import dev.carafe.lifecycle.UpdateContainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe update}: changes the limits of a container. */
final class UpdateCommand implements Command {
    @Override
    public CommandSpec spec() {
        Flags flags =
                Flags.of("update", "Change the limits of a container, all that are given or none.")
                        .value(
                                "-r,--resources",
                                "FILE",
                                "linux.resources of the runtime-spec as JSON, - for standard"
                                        + " input; other limits are ignored then");
        return LimitFlags.addTo(flags)
                .value("--l3-cache-schema", "SCHEMA", "Intel RDT cache allocation")
                .value("--mem-bw-schema", "SCHEMA", "Intel RDT memory bandwidth")
                .arguments("ID", "the container")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        String id = Arguments.of(args).onlyId();
        Optional<String> file = Flags.text(args, "--resources");
        LimitChange change =
                file.isPresent() ? read(session, file.get()) : LimitFlags.change(session, args);
        List<String> schemata =
                Stream.of("--l3-cache-schema", "--mem-bw-schema")
                        .flatMap(flag -> Flags.text(args, flag).stream())
                        .toList();
        new UpdateContainer(session.site()).update(id, change.withSchemata(schemata));
        return 0;
    }

    private static LimitChange read(Session session, String file) {
        if (!file.equals("-")) {
            return ResourcesFile.read(session.client(), session.path(file), file);
        }
        Path input = Path.of("/proc/%d/fd/0".formatted(session.client().invocation().pid()));
        return ResourcesFile.read(session.client(), input, "standard input");
    }
}
