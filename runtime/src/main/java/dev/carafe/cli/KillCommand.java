package dev.carafe.cli;

import dev.carafe.lifecycle.KillContainer;
import dev.carafe.lifecycle.Site;
import dev.carafe.linux.Signals;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe kill}: sends a signal to a container. */
final class KillCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Flags.of("kill", "Send a signal to a container's process.")
                .on("-a,--all", "send it to all processes of the container")
                .on(
                        "-r,--regex",
                        "ID is a regular expression: every container in whose id it is found")
                .arguments(
                        "ID [SIGNAL]",
                        "the container, and a signal by name, with or without SIG, or by number"
                                + " (default: SIGTERM)")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        Arguments arguments = Arguments.of(args);
        arguments.between(1, 2);
        List<String> given = arguments.given();
        String text = given.size() < 2 || given.get(1).isEmpty() ? "SIGTERM" : given.get(1);
        int signal =
                Signals.parse(text)
                        .orElseThrow(
                                () -> new UsageException("unknown signal \"%s\"".formatted(text)));
        Site site = session.site();
        boolean all = Flags.isOn(args, "--all");
        return session.onEach(
                site,
                Flags.isOn(args, "--regex"),
                arguments.id(),
                id -> new KillContainer(site).kill(id, signal, all));
    }
}
