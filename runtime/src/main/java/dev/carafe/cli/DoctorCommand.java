package dev.carafe.cli;

import dev.carafe.check.Doctor;
import dev.carafe.check.Examined;
import dev.carafe.check.HostFiles;
import dev.carafe.lifecycle.HookOutcome;
import dev.carafe.lifecycle.LaunchFailure;
import dev.carafe.lifecycle.PrettyJson;
import dev.carafe.spec.error.SpecException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe doctor}: what this host can do, and what to do where that is less than all. */
final class DoctorCommand implements Command {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String SECURE_PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    @Override
    public CommandSpec spec() {
        return Flags.of(
                        "doctor",
                        "Look at what this host can do for containers, and say what to do about"
                                + " each lack.")
                .value("--format", "FORMAT", "table or json (default: table)")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        if (!Flags.arguments(args).isEmpty()) {
            throw new UsageException("\"doctor\" takes no arguments");
        }
        String format = Flags.text(args, "--format").orElse("table");
        if (!format.equals("table") && !format.equals("json")) {
            throw new UsageException(
                    "invalid format option: \"%s\" is neither table nor json".formatted(format));
        }
        List<Examined> all = examine(session);
        session.print(format.equals("json") ? json(all) : table(all));
        boolean isMissing = all.stream().anyMatch(e -> e.verdict() == Examined.Verdict.MISSING);
        return isMissing ? 1 : 0;
    }

    private static List<Examined> examine(Session session) {
        HostFiles host = HostFiles.of(session.client().invocation().pid());
        Map<String, String> env = session.client().invocation().env();
        List<Examined> all = new ArrayList<>(new Doctor(host, session.hostFacts(), env).examine());
        all.add(library(session));
        all.add(criu(session, env));
        all.add(engine(session));
        all.add(
                new Examined(
                        "java",
                        Examined.Verdict.OK,
                        Runtime.version() + " in " + System.getProperty("java.home"),
                        ""));
        return all;
    }

    private static Examined library(Session session) {
        try {
            return new Examined(
                    "libseccomp",
                    Examined.Verdict.OK,
                    session.services().seccomp().libraryVersion(),
                    "");
        } catch (SpecException e) {
            return new Examined(
                    "libseccomp",
                    Examined.Verdict.LIMITED,
                    "not found",
                    "bundles with linux.seccomp "
                            + e.problems().getFirst().message().replaceFirst(" \\(.*", ""));
        }
    }

    /** Run by the client, as every process is. */
    private static Examined criu(Session session, Map<String, String> env) {
        String path = env.getOrDefault("PATH", SECURE_PATH);
        for (String directory : path.split(":", -1)) {
            Path file = Path.of("/").resolve(directory).resolve("criu");
            if (directory.startsWith("/") && Files.isExecutable(file)) {
                String version = firstLine(run(session, file, "--version"), "Version:");
                HookOutcome check = run(session, file, "check");
                boolean isFine = check.kind() == LaunchFailure.Kind.ERRNO && check.number() == 0;
                return Doctor.checkpoint(
                        file.toString(),
                        version,
                        isFine || session.hostFacts().uid() != 0 ? "" : firstLine(check, "Error"));
            }
        }
        return Doctor.checkpoint("", "", "");
    }

    private static HookOutcome run(Session session, Path program, String argument) {
        return session.client()
                .runHook(
                        program.toString(),
                        List.of(program.toString(), argument),
                        List.of("PATH=" + SECURE_PATH),
                        PATIENCE,
                        new byte[0]);
    }

    /** What follows a word in the first line that begins with it. */
    private static String firstLine(HookOutcome outcome, String word) {
        return outcome.output()
                .lines()
                .filter(line -> line.startsWith(word))
                .findFirst()
                .map(line -> line.substring(word.length()).strip())
                .orElse("exit status " + outcome.number());
    }

    private static Examined engine(Session session) {
        EngineStatus status = session.services().status();
        return status.socket().isPresent()
                ? new Examined(
                        "engine",
                        Examined.Verdict.OK,
                        "resident, pid %d".formatted(status.pid()),
                        "")
                : new Examined(
                        "engine",
                        Examined.Verdict.ABSENT,
                        "one-shot: a JVM for each command",
                        "carafe engine start makes commands many times faster");
    }

    private static String table(List<Examined> all) {
        ColumnTable table = new ColumnTable("SUBJECT", "VERDICT", "FOUND", "WHAT TO DO");
        all.forEach(e -> table.row(e.subject(), word(e), e.found(), e.advice()));
        return table.render().replaceAll(" +\n", "\n");
    }

    private static String json(List<Examined> all) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Examined examined : all) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("subject", examined.subject());
            row.put("verdict", word(examined));
            row.put("found", examined.found());
            row.put("advice", examined.advice());
            rows.add(row);
        }
        return PrettyJson.of(rows) + "\n";
    }

    private static String word(Examined examined) {
        return examined.verdict().name().toLowerCase(Locale.ROOT);
    }
}
