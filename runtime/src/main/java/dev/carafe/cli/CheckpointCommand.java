package dev.carafe.cli;

import dev.carafe.lifecycle.CheckpointContainer;
import dev.carafe.lifecycle.CheckpointRequest;
import dev.carafe.lifecycle.CheckpointRequest.PageServer;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe checkpoint}: saves a running container by criu. */
final class CheckpointCommand implements Command {
    private static final int MAX_PORT = 65_535;

    @Override
    public CommandSpec spec() {
        return CriuFlagsOf.addTo(
                        Flags.of("checkpoint", "Save a running container to files, by criu(8)."))
                .value(
                        "--parent-path",
                        "DIR",
                        "images of an earlier pre-dump, relative to --image-path")
                .on("--leave-running", "let the container go on")
                .on("--tcp-skip-in-flight", "leave out TCP connections that are being made")
                .on("--link-remap", "link files again that were unlinked while they are open")
                .value(
                        "--status-fd",
                        "N",
                        "descriptor that gets a zero byte when lazy pages can be asked for")
                .value("--page-server", "ADDRESS:PORT", "send the memory to a criu page server")
                .on("--pre-dump", "save the memory only, and let the container go on")
                .arguments("ID", "the container")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        CheckpointRequest request =
                new CheckpointRequest(
                        Arguments.of(args).onlyId(),
                        CriuFlagsOf.of(session, args),
                        Flags.text(args, "--parent-path"),
                        Flags.isOn(args, "--leave-running"),
                        Flags.isOn(args, "--tcp-skip-in-flight"),
                        Flags.isOn(args, "--link-remap"),
                        Flags.isOn(args, "--pre-dump"),
                        status(args),
                        Flags.text(args, "--page-server").map(CheckpointCommand::pageServer));
        new CheckpointContainer(session.site()).checkpoint(request);
        return 0;
    }

    /** -1 is runc's default. */
    private static OptionalInt status(ParseResult args) {
        int descriptor = Flags.text(args, "--status-fd").map(CheckpointCommand::number).orElse(-1);
        if (descriptor < -1) {
            throw new UsageException("invalid value \"%d\" for --status-fd".formatted(descriptor));
        }
        return descriptor < 0 ? OptionalInt.empty() : OptionalInt.of(descriptor);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new UsageException("invalid value \"%s\": a number is due".formatted(text));
        }
    }

    private static PageServer pageServer(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0 || colon == text.length() - 1) {
            throw new UsageException("use --page-server ADDRESS:PORT to specify the page server");
        }
        int port = number(text.substring(colon + 1));
        if (port < 1 || port > MAX_PORT) {
            throw new UsageException("invalid port number %d in --page-server".formatted(port));
        }
        String address = text.substring(0, colon);
        boolean bracketed = address.startsWith("[") && address.endsWith("]");
        return new PageServer(
                bracketed ? address.substring(1, address.length() - 1) : address, port);
    }
}
