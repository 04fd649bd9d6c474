package dev.carafe.cli;

import dev.carafe.lifecycle.Invocation;
import dev.carafe.linux.HostFacts;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * The flags before the command's name.
 *
 * @param root {@code --root} as an absolute path; empty when it was not given
 * @param log {@code --log} as it was given
 * @param logFormat {@code --log-format}
 * @param logLevel {@code --log-level}, or {@code --debug}
 * @param cgroupManager {@code --cgroup-manager}, or {@code --systemd-cgroup}
 * @param rootless {@code --rootless}; empty for "auto"
 * @param criu {@code --criu}: a program, by its path or to be looked for in PATH
 */
record GlobalOptions(
        Optional<Path> root,
        Optional<String> log,
        LogFormat logFormat,
        LogLevel logLevel,
        CgroupManager cgroupManager,
        Optional<Boolean> rootless,
        String criu) {

    static CommandSpec spec() {
        return Flags.of(
                        "carafe",
                        "An OCI container runtime: runs the container a bundle describes.")
                .value("--root", "DIR", "where the state of containers is kept")
                .value(
                        "--log",
                        "TARGET",
                        "where log lines go instead of stderr: a file, as PATH or file:PATH,"
                                + " journald:IDENTIFIER or syslog:IDENTIFIER")
                .value("--log-format", "FORMAT", "text or json (default: text)")
                .value(
                        "--log-level",
                        "LEVEL",
                        "the least that is logged: error, warning, info or debug (default:"
                                + " warning)")
                .on("--debug", "the same as --log-level debug, whatever that says")
                .value(
                        "--cgroup-manager",
                        "MANAGER",
                        "who makes the control groups: cgroupfs, systemd, or disabled for none"
                                + " (default: cgroupfs)")
                .on("--systemd-cgroup", "the same as --cgroup-manager systemd")
                .value(
                        "--rootless",
                        "MODE",
                        "go without control groups where they may not be changed: true,"
                                + " false or auto (default: auto)")
                .value(
                        "--criu",
                        "PROGRAM",
                        "the criu(8) that checkpoint and restore use (default: criu)")
                .on("-h,--help", "show this help")
                .on("-v,--version", "show the version")
                .arguments("COMMAND [ARGUMENT...]", "the command and its arguments")
                .spec();
    }

    static GlobalOptions of(ParseResult args, Invocation invocation) {
        String format = Flags.text(args, "--log-format").orElse("text");
        return new GlobalOptions(
                Flags.text(args, "--root").map(text -> root(text, invocation)),
                Flags.text(args, "--log"),
                switch (format) {
                    case "text" -> LogFormat.TEXT;
                    case "json" -> LogFormat.JSON;
                    default ->
                            throw new UsageException(
                                    "invalid log-format: %s (text or json)".formatted(format));
                },
                logLevel(args),
                CgroupManager.of(
                        Flags.text(args, "--cgroup-manager"), Flags.isOn(args, "--systemd-cgroup")),
                rootless(Flags.text(args, "--rootless").orElse("auto")),
                criu(Flags.text(args, "--criu").orElse(""), invocation));
    }

    private static LogLevel logLevel(ParseResult args) {
        String text = Flags.text(args, "--log-level").orElse(LogLevel.WARNING.word());
        LogLevel level =
                LogLevel.of(text)
                        .orElseThrow(() ->
                                new UsageException(
                                        "invalid log-level: %s (error, warning, info or debug)"
                                                .formatted(text)));
        return Flags.isOn(args, "--debug") ? LogLevel.DEBUG : level;
    }

    /**
     * The state directory: {@code --root}, or else {@code /run/carafe/containers} for root, and
     * {@code $XDG_RUNTIME_DIR/carafe/containers} for other users and in user namespaces.
     */
    Path root(Invocation invocation, Supplier<HostFacts> facts) {
        if (root.isPresent()) {
            return root.get();
        }
        String runtimeDirectory = invocation.env().getOrDefault("XDG_RUNTIME_DIR", "");
        if (!runtimeDirectory.isEmpty()
                && (facts.get().uid() != 0 || facts.get().inUserNamespace())) {
            return Path.of(runtimeDirectory, "carafe", "containers");
        }
        return Path.of("/run/carafe/containers");
    }

    private static Path root(String text, Invocation invocation) {
        Path root = invocation.path(text).normalize();
        if (root.getNameCount() == 0) {
            throw new UsageException("--root must not be /");
        }
        return root;
    }

    private static String criu(String text, Invocation invocation) {
        if (text.isEmpty()) {
            return "criu";
        }
        return text.indexOf('/') < 0 ? text : invocation.path(text).toString();
    }

    private static Optional<Boolean> rootless(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "auto" -> Optional.empty();
            case "true", "t", "1" -> Optional.of(true);
            case "false", "f", "0" -> Optional.of(false);
            default ->
                    throw new UsageException(
                            "invalid value \"%s\" for --rootless: true, false or auto is due"
                                    .formatted(text));
        };
    }
}
