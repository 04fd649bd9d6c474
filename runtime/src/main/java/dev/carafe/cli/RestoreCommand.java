package dev.carafe.cli;

import dev.carafe.lifecycle.CreateRequest;
import dev.carafe.lifecycle.RestoreContainer;
import dev.carafe.lifecycle.RestoreRequest;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe restore}: makes a container from what checkpoint has saved. */
final class RestoreCommand implements Command {
    @Override
    public CommandSpec spec() {
        return CreateFlags.config(
                        CriuFlagsOf.addTo(
                                Flags.of(
                                        "restore",
                                        "Make a container from what checkpoint has saved.")))
                .value("-b,--bundle", "DIR", "the bundle; the current directory by default")
                .value(
                        "--console-socket",
                        "PATH",
                        "AF_UNIX socket that receives the master end of the console's"
                                + " pseudoterminal")
                .value("--pid-file", "FILE", "file to write the container's process id to")
                .on("-d,--detach", "return once the container's processes run again")
                .on("--no-subreaper", "do not adopt what the container's process leaves behind")
                .on("--no-pivot", "has no effect: criu makes the root")
                .on("--no-new-keyring", "for exec: inherit the caller's session keyring")
                .on("--tcp-close", "restore established TCP connections as closed ones")
                .value(
                        "--lsm-profile",
                        "TYPE:NAME",
                        "another LSM profile: apparmor:NAME or selinux:LABEL")
                .value("--lsm-mount-context", "CONTEXT", "another SELinux context for mounts")
                .arguments("ID", "a name for the container, unique below --root")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        CreateRequest create =
                new CreateRequest(
                        Arguments.of(args).onlyId(),
                        session.path(Flags.text(args, "--bundle").orElse("")),
                        CreateFlags.config(session, args),
                        Flags.text(args, "--console-socket").map(session::path),
                        Optional.empty(),
                        Flags.text(args, "--pid-file").map(session::path),
                        0,
                        true,
                        !Flags.isOn(args, "--no-new-keyring"));
        RestoreRequest request =
                new RestoreRequest(
                        create,
                        CriuFlagsOf.of(session, args),
                        Flags.isOn(args, "--tcp-close"),
                        Flags.text(args, "--lsm-profile"),
                        Flags.text(args, "--lsm-mount-context"));
        RestoreContainer restore =
                new RestoreContainer(session.site(), request, !Flags.isOn(args, "--no-subreaper"));
        return Flags.isOn(args, "--detach") ? restore.detached() : restore.foreground();
    }
}
