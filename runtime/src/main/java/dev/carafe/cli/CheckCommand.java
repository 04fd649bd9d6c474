package dev.carafe.cli;

import dev.carafe.check.Finding;
import dev.carafe.lifecycle.CheckBundle;
import dev.carafe.lifecycle.CheckBundle.Located;
import dev.carafe.lifecycle.PrettyJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe check}: what stands in the way of a bundle, without running it. */
final class CheckCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Flags.of(
                        "check",
                        "Check a bundle, and whether this host can run it; nothing is run or"
                                + " changed.")
                .value("-b,--bundle", "DIR", "the bundle; the current directory by default")
                .value(
                        "-f,--config",
                        "FILE",
                        "the configuration, instead of config.json in the bundle")
                .value("--format", "FORMAT", "text or json (default: text)")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        if (!Flags.arguments(args).isEmpty()) {
            throw new UsageException("\"check\" takes no arguments");
        }
        String format = Flags.textOrJson(args);
        CheckBundle.Result result =
                new CheckBundle(session.site())
                        .check(
                                session.path(Flags.text(args, "--bundle").orElse("")),
                                CreateFlags.config(session, args));
        session.print(format.equals("json") ? json(result) : text(result));
        return result.isFine() ? 0 : 1;
    }

    private static String text(CheckBundle.Result result) {
        StringBuilder text = new StringBuilder();
        for (Located found : result.problems()) {
            text.append(word(found.finding())).append(": ").append(found.text()).append('\n');
        }
        if (!result.valid()) {
            text.append(result.file().getFileName())
                    .append(" is not valid; what the host can do was not looked at\n");
        } else if (result.isFine()) {
            text.append("this host can run it, as far as can be told without running it\n");
        } else {
            text.append(result.file().getFileName()).append(" is valid; this host cannot run it\n");
        }
        return text.toString();
    }

    private static String json(CheckBundle.Result result) {
        List<Map<String, Object>> problems = new ArrayList<>();
        for (Located found : result.problems()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("severity", word(found.finding()));
            one.put("pointer", found.finding().pointer());
            one.put("line", found.line());
            one.put("msg", found.finding().message());
            one.put("hint", found.finding().hint());
            problems.add(one);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("file", result.file().toString());
        document.put("valid", result.valid());
        document.put("runs", result.isFine());
        document.put("problems", problems);
        return PrettyJson.of(document) + "\n";
    }

    private static String word(Finding finding) {
        return finding.severity().name().toLowerCase(Locale.ROOT);
    }
}
