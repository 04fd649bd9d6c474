package dev.carafe.cli;

import dev.carafe.lifecycle.ListProcesses;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe ps}: the processes of a container. */
final class PsCommand implements Command {
    /** What ps is given where its arguments are not. */
    private static final List<String> DEFAULT = List.of("-ef");

    @Override
    public CommandSpec spec() {
        return Flags.of("ps", "Show the processes of a container.")
                .value(
                        "-f,--format",
                        "FORMAT",
                        "table, what ps(1) prints, or json, a list of process ids (default: table)")
                .arguments(
                        "ID [PS-ARGUMENT...]", "the container, and arguments of ps (default: -ef)")
                .spec();
    }

    @Override
    public boolean endsAtArgument() {
        return true;
    }

    @Override
    public int run(Session session, ParseResult args) {
        Arguments arguments = Arguments.of(args);
        arguments.atLeast(1);
        ListProcesses processes = new ListProcesses(session.site());
        switch (Flags.text(args, "--format").orElse("table")) {
            case "json" -> session.print(json(processes.pids(arguments.id())) + "\n");
            case "table" -> {
                List<String> given = arguments.given().subList(1, arguments.given().size());
                String table = processes.table(arguments.id(), given.isEmpty() ? DEFAULT : given);
                session.client().print(table.getBytes(StandardCharsets.ISO_8859_1));
            }
            default -> throw new UsageException("invalid format option: table or json is due");
        }
        return 0;
    }

    /** {@code null} for none, as runc writes it. */
    private static String json(List<Integer> pids) {
        return pids.isEmpty()
                ? "null"
                : pids.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }
}
