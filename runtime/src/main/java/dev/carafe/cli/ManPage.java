package dev.carafe.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A manual page in roff, for man(7), made from a command's model. */
final class ManPage {
    private final StringBuilder page = new StringBuilder();

    private ManPage() {}

    /**
     * The page of a command.
     *
     * @param spec its model
     * @param commands those that {@code carafe} has, for its own page; none for others
     * @param version of carafe
     */
    static String of(CommandSpec spec, List<CommandSpec> commands, String version) {
        ManPage page = new ManPage();
        boolean isMain = spec.name().equals("carafe");
        String name = isMain ? "carafe" : "carafe-" + spec.name();
        page.heading(name, version);
        page.section("NAME").text(name + " - " + summary(spec));
        page.synopsis(spec, isMain);
        page.section("DESCRIPTION").text(description(spec));
        if (!spec.options().isEmpty()) {
            page.section("OPTIONS");
            spec.options().forEach(page::option);
        }
        if (!commands.isEmpty()) {
            page.section("COMMANDS");
            for (CommandSpec command : commands) {
                page.item("\\fBcarafe\\-" + command.name() + "\\fR(1)", description(command));
            }
        }
        CommandHelp help = CommandHelp.of(spec.name());
        page.section("EXIT STATUS");
        help.exitCodes().forEach((code, meaning) -> page.item(escaped(code), meaning));
        if (!help.examples().isEmpty()) {
            page.section("EXAMPLES");
            help.examples().forEach((command, what) -> page.item(escaped(command), what));
        }
        page.section("SEE ALSO").text(isMain ? "runc(8), crun(1)" : "carafe(1)");
        return page.page.toString();
    }

    private static String description(CommandSpec spec) {
        return String.join(" ", spec.usageMessage().description());
    }

    /** Lower case and without a full stop, as whatis(1) has it. */
    private static String summary(CommandSpec spec) {
        String first = description(spec).split("[;.:]", 2)[0];
        return Character.toLowerCase(first.charAt(0)) + first.substring(1);
    }

    private void heading(String name, String version) {
        line(
                ".TH \""
                        + name.toUpperCase(Locale.ROOT)
                        + "\" 1 \"\" \"carafe "
                        + version
                        + "\" \"carafe\"");
        line(".nh");
        line(".ad l");
    }

    private ManPage section(String title) {
        line(".SH " + title);
        return this;
    }

    private void synopsis(CommandSpec spec, boolean isMain) {
        section("SYNOPSIS");
        line("\\fBcarafe\\fR" + (isMain ? "" : " \\fB" + spec.name() + "\\fR"));
        line("[\\fIOPTION\\fR...]");
        spec.positionalParameters()
                .forEach(words -> line("\\fI" + escaped(words.paramLabel()) + "\\fR"));
    }

    private void option(OptionSpec option) {
        String names =
                Arrays.stream(option.names())
                        .map(name -> "\\fB" + escaped(name) + "\\fR")
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("");
        String value =
                option.arity().max() == 0 ? "" : " \\fI" + escaped(option.paramLabel()) + "\\fR";
        item(names + value, String.join(" ", option.description()));
    }

    private void item(String title, String text) {
        line(".TP");
        line(title);
        text(text);
    }

    private void text(String text) {
        line(escaped(text));
    }

    private void line(String line) {
        page.append(line).append('\n');
    }

    /** A dash is one that can be searched for, and nothing is taken for a request. */
    private static String escaped(String text) {
        String plain = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq");
        return plain.startsWith(".") ? "\\&" + plain : plain;
    }
}
