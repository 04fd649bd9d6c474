package dev.carafe.cli;

import dev.carafe.lifecycle.Client;
import dev.carafe.lifecycle.ClientLostException;
import dev.carafe.lifecycle.ErrorDetail;
import dev.carafe.lifecycle.ErrorLine;
import dev.carafe.systemd.SharedSystemd;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The command line as a whole: what the client was called with, done. */
public final class CarafeCommand {
    /** What runc answers to a command that it does not have. */
    private static final int NO_SUCH_COMMAND = 3;

    /** Those that were asked for: to make them takes a seventh of a session's time. */
    private static final ConcurrentMap<String, CommandSpec> SPECS = new ConcurrentHashMap<>();

    private static final CommandSpec GLOBALS = GlobalOptions.spec();

    private final Client client;
    private final EngineServices services;
    private Report report;
    private String containerId = "";
    private int ownFailure = 1;

    private CarafeCommand(Client client, EngineServices services) {
        this.client = client;
        this.services = services;
        this.report =
                new Report(
                        client,
                        services.clock(),
                        LogFormat.TEXT,
                        Optional.empty(),
                        LogLevel.WARNING);
    }

    /**
     * Runs a client's command line.
     *
     * @return the exit code
     * @throws ClientLostException when the client went away; what it began is rolled back by then
     */
    public static int run(Client client, EngineServices services) {
        CarafeCommand command = new CarafeCommand(client, services);
        try {
            return command.run(client.invocation().argv());
        } catch (ClientLostException e) {
            throw e;
        } catch (UsageException e) {
            command.report.error(e.getMessage() + "; see carafe --help");
            return 1;
        } catch (RuntimeException e) {
            command.report.error(ErrorLine.of(e), command.fields(e));
            command.report.debug(StackTrace.of(e));
            return command.ownFailure;
        }
    }

    private int run(List<String> argv) {
        List<String> args = argv.isEmpty() ? argv : argv.subList(1, argv.size());
        ParseResult parsed = Flags.parseGlobals(GLOBALS, GoFlags.ofGlobals(GLOBALS, args));
        GlobalOptions globals = GlobalOptions.of(parsed, client.invocation());
        report =
                new Report(
                        client,
                        services.clock(),
                        globals.logFormat(),
                        globals.log().map(text -> LogTarget.of(text, client.invocation().pid())),
                        globals.logLevel());
        try (SharedSystemd systemd = Session.systemd(client, services)) {
            Session session = new Session(client, services, globals, report, systemd);
            return run(session, parsed);
        }
    }

    private int run(Session session, ParseResult parsed) {
        List<String> words = Flags.arguments(parsed);
        if (Flags.isOn(parsed, "--version")) {
            session.print(Version.text(services.build()));
            return 0;
        }
        if (Flags.isOn(parsed, "--help") || words.isEmpty()) {
            session.print(Help.overview());
            return 0;
        }
        return command(session, words.getFirst(), words.subList(1, words.size()));
    }

    private int command(Session session, String name, List<String> args) {
        if (name.equals("help") || name.equals("h")) {
            return args.isEmpty() ? help(session, "") : help(session, args.getFirst());
        }
        Optional<Command> command = Command.named(name);
        if (command.isEmpty()) {
            return help(session, name);
        }
        CommandSpec spec = SPECS.computeIfAbsent(name, _ -> command.get().spec());
        boolean endsAtArgument = command.get().endsAtArgument();
        if (Help.isAskedFor(endsAtArgument ? GoFlags.flagsOf(spec, args) : args)) {
            return help(session, name);
        }
        ParseResult parsed =
                endsAtArgument
                        ? Flags.parseGlobals(spec, GoFlags.ofGlobals(spec, args))
                        : Flags.parseCommand(spec, GoFlags.ofCommand(spec, args));
        ownFailure = command.get().ownFailure();
        containerId = Arguments.containerId(parsed);
        return command.get().run(session, parsed);
    }

    /** What an error is about, for programs that read the log. */
    private Map<String, Object> fields(RuntimeException error) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (!containerId.isEmpty()) {
            fields.put("id", containerId);
        }
        fields.putAll(ErrorDetail.of(error).fields());
        return fields;
    }

    private int help(Session session, String name) {
        if (name.isEmpty()) {
            session.print(Help.overview());
            return 0;
        }
        Optional<Command> command = Command.named(name);
        if (command.isEmpty()) {
            report.error(
                    "no such command: \"%s\" (there are %s)"
                            .formatted(name, String.join(", ", Command.NAMES)));
            return NO_SUCH_COMMAND;
        }
        session.print(Help.of(command.get().spec()));
        return 0;
    }
}
