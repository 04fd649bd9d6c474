package dev.carafe.cli;

import dev.carafe.lifecycle.ContainerJson;
import dev.carafe.lifecycle.ContainerView;
import dev.carafe.lifecycle.ListContainers;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe list}: the containers below {@code --root}, by id. */
final class ListCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Flags.of("list", "List the containers below --root.")
                .value("-f,--format", "FORMAT", "table or json (default: table)")
                .on("-q,--quiet", "print ids only")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        if (!Flags.arguments(args).isEmpty()) {
            throw new UsageException("\"list\" takes no arguments");
        }
        String format = Flags.text(args, "--format").orElse("table");
        if (!format.equals("table") && !format.equals("json")) {
            throw new UsageException(
                    "invalid format option: \"%s\" is neither table nor json".formatted(format));
        }
        List<ContainerView> views = new ListContainers(session.site()).all();
        if (Flags.isOn(args, "--quiet")) {
            StringBuilder ids = new StringBuilder();
            views.forEach(view -> ids.append(view.id()).append('\n'));
            session.print(ids.toString());
        } else {
            session.print(format.equals("json") ? ContainerJson.list(views) + "\n" : table(views));
        }
        return 0;
    }

    private static String table(List<ContainerView> views) {
        ColumnTable table = new ColumnTable("ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER");
        for (ContainerView view : views) {
            table.row(
                    view.id(),
                    Integer.toString(view.pid()),
                    view.status().json(),
                    view.bundle().toString(),
                    ContainerJson.time(view.created()),
                    view.owner());
        }
        return table.render();
    }
}
