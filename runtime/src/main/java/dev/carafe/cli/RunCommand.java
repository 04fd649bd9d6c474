package dev.carafe.cli;

import dev.carafe.lifecycle.RunContainer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe run}: create, start, and without {@code --detach} wait and delete. */
final class RunCommand implements Command {
    @Override
    public CommandSpec spec() {
        return CreateFlags.addTo(Flags.of("run", "Make a container from a bundle and run it."))
                .on("-d,--detach", "return once the container's process runs")
                .on("--keep", "do not delete the container when its process ends")
                .on("--no-subreaper", "do not adopt what the container's process leaves behind")
                .arguments("ID", "a name for the container, unique below --root")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        try (TraceFile trace = TraceFile.open(session, args)) {
            return run(session, args, trace);
        }
    }

    private static int run(Session session, ParseResult args, TraceFile trace) {
        RunContainer run =
                new RunContainer(
                        trace.site(),
                        CreateFlags.request(session, args),
                        Flags.isOn(args, "--keep"),
                        !Flags.isOn(args, "--no-subreaper"));
        return Flags.isOn(args, "--detach") ? run.detached() : run.foreground(trace::close);
    }
}
