package dev.carafe.cli;

import dev.carafe.lifecycle.CreateRequest;
import picocli.CommandLine.ParseResult;

/** The flags that {@code create} and {@code run} have in common. */
final class CreateFlags {
    private CreateFlags() {}

    static Flags addTo(Flags flags) {
        return config(
                        flags.value(
                                "-b,--bundle",
                                "DIR",
                                "the bundle; the current directory by default"))
                .value(
                        "--console-socket",
                        "PATH",
                        "AF_UNIX socket that receives the master end of the console's"
                                + " pseudoterminal")
                .value(
                        "--pidfd-socket",
                        "PATH",
                        "AF_UNIX socket that receives a pidfd of the container's process")
                .value("--pid-file", "FILE", "file to write the container's process id to")
                .value(
                        TraceFile.FLAG,
                        "FILE",
                        "write what took how long there, as a Chrome trace, which Perfetto opens")
                .on(
                        "--no-pivot",
                        "move the root mount instead of pivot_root, for a root on a ramdisk")
                .on("--no-new-keyring", "inherit the caller's session keyring")
                .value(
                        "--preserve-fds",
                        "N",
                        "pass N descriptors from 3 upwards to the container's process (default:"
                                + " 0)");
    }

    /** Adds {@code --config}, which is crun's. */
    static Flags config(Flags flags) {
        return flags.value(
                "-f,--config", "FILE", "the configuration, instead of config.json in the bundle");
    }

    /** What {@code --config} means: as in crun, a relative path is not the bundle's. */
    static String config(Session session, ParseResult args) {
        String given = Flags.text(args, "--config").orElse(CreateRequest.CONFIG);
        return given.equals(CreateRequest.CONFIG)
                ? given
                : session.path(given).normalize().toString();
    }

    static CreateRequest request(Session session, ParseResult args) {
        return new CreateRequest(
                Arguments.of(args).onlyId(),
                session.path(Flags.text(args, "--bundle").orElse("")),
                config(session, args),
                Flags.text(args, "--console-socket").map(session::path),
                Flags.text(args, "--pidfd-socket").map(session::path),
                Flags.text(args, "--pid-file").map(session::path),
                descriptors(args),
                !Flags.isOn(args, "--no-pivot"),
                !Flags.isOn(args, "--no-new-keyring"));
    }

    /** {@code --preserve-fds}. */
    static int descriptors(ParseResult args) {
        String text = Flags.text(args, "--preserve-fds").orElse("0");
        try {
            int count = Integer.parseInt(text);
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new UsageException(
                "invalid value \"%s\" for --preserve-fds: a count of descriptors is due"
                        .formatted(text));
    }
}
