package dev.carafe.cli;

import dev.carafe.lifecycle.PlanContainer;
import dev.carafe.lifecycle.PrettyJson;
import dev.carafe.plan.PlanPrinter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe plan}: what create would do, without doing it. */
final class PlanCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Flags.of("plan", "Print the init program that create would run, and why.")
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
            throw new UsageException("\"plan\" takes no arguments");
        }
        String format = Flags.textOrJson(args);
        PlanContainer.Plan plan =
                new PlanContainer(session.site())
                        .plan(
                                session.path(Flags.text(args, "--bundle").orElse("")),
                                CreateFlags.config(session, args));
        session.print(format.equals("json") ? json(plan) : text(plan));
        return 0;
    }

    private static String json(PlanContainer.Plan plan) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("forRoot", plan.forRoot());
        document.putAll(PlanPrinter.json(plan.program()));
        return PrettyJson.of(document) + "\n";
    }

    private static String text(PlanContainer.Plan plan) {
        String note =
                plan.forRoot()
                        ? "# as root would run it: without a user namespace, others cannot\n"
                        : "";
        return note + PlanPrinter.text(plan.program());
    }
}
