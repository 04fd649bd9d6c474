package dev.carafe.cli;

import dev.carafe.lifecycle.ExecContainer;
import dev.carafe.lifecycle.ExecRequest;
import dev.carafe.lifecycle.ProcessFlags;
import dev.carafe.lifecycle.UserFlag;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe exec}: runs another process in a container. */
final class ExecCommand implements Command {
    /** As runc: what the process exits with is below it, nearly always. */
    private static final int OWN_FAILURE = 255;

    private static final String STANDARD_INPUT = "-";

    @Override
    public CommandSpec spec() {
        return Flags.of("exec", "Run another process in a container.")
                .value(
                        "--console-socket",
                        "PATH",
                        "AF_UNIX socket that receives the master end of the console's"
                                + " pseudoterminal")
                .value(
                        "--pidfd-socket",
                        "PATH",
                        "AF_UNIX socket that receives a pidfd of the process")
                .value("--cwd", "DIR", "working directory in the container")
                .values("-e,--env", "NAME=VALUE", "set an environment variable; may be repeated")
                .on("-t,--tty", "give the process a pseudoterminal")
                .value("-u,--user", "UID[:GID]", "run as this user and group, by number")
                .values("-g,--additional-gids", "GID", "add a group, by number; may be repeated")
                .value(
                        "-p,--process",
                        "FILE",
                        "process.json with all of the process, instead of flags and a command;"
                                + " - is standard input")
                .on("-d,--detach", "return once the process runs")
                .value("--pid-file", "FILE", "file to write the process id to")
                .value(
                        TraceFile.FLAG,
                        "FILE",
                        "write what took how long there, as a Chrome trace, which Perfetto opens")
                .value("--process-label", "LABEL", "SELinux label of the process")
                .value("--apparmor", "PROFILE", "AppArmor profile of the process")
                .on("--no-new-privs", "the process cannot gain privileges by an exec")
                .values("-c,--cap", "CAPABILITY", "add a capability; may be repeated")
                .value(
                        "--preserve-fds",
                        "N",
                        "pass N descriptors from 3 upwards to the process (default: 0)")
                .values(
                        "--cgroup",
                        "[CONTROLLER[,CONTROLLER...]:]PATH",
                        "run in an existing cgroup below the container's; may be repeated with"
                                + " controllers of version 1")
                .on("--ignore-paused", "also in a paused container, where it runs once resumed")
                .arguments("ID COMMAND [ARGUMENT...]", "the container, and what to run in it")
                .spec();
    }

    @Override
    public boolean endsAtArgument() {
        return true;
    }

    @Override
    public int ownFailure() {
        return OWN_FAILURE;
    }

    @Override
    public int run(Session session, ParseResult args) {
        Arguments arguments = Arguments.of(args);
        arguments.atLeast(1);
        ExecRequest request = request(session, args, arguments);
        try (TraceFile trace = TraceFile.open(session, args)) {
            return new ExecContainer(trace.site()).exec(request, trace::close);
        }
    }

    private static ExecRequest request(Session session, ParseResult args, Arguments arguments) {
        List<String> given = arguments.given();
        return new ExecRequest(
                arguments.id(),
                Flags.text(args, "--process").map(text -> file(session, text)),
                process(args, given.subList(1, given.size())),
                Flags.isOn(args, "--detach"),
                Flags.text(args, "--console-socket").map(session::path),
                Flags.text(args, "--pidfd-socket").map(session::path),
                Flags.text(args, "--pid-file").map(session::path),
                CreateFlags.descriptors(args),
                Flags.texts(args, "--cgroup"),
                Flags.isOn(args, "--ignore-paused"));
    }

    private static Path file(Session session, String text) {
        return text.equals(STANDARD_INPUT)
                ? Path.of("/proc", Integer.toString(session.client().invocation().pid()), "fd/0")
                : session.path(text);
    }

    private static ProcessFlags process(ParseResult args, List<String> command) {
        return new ProcessFlags(
                command,
                Flags.isOn(args, "--tty"),
                Flags.text(args, "--cwd"),
                Flags.texts(args, "--env"),
                Flags.text(args, "--user").map(UserFlag::parse),
                Flags.texts(args, "--additional-gids").stream()
                        .map(gid -> UserFlag.id("--additional-gids", gid, gid))
                        .toList(),
                Flags.text(args, "--process-label"),
                Flags.text(args, "--apparmor"),
                Flags.isOn(args, "--no-new-privs") ? Optional.of(true) : Optional.empty(),
                Flags.texts(args, "--cap"));
    }
}
