package dev.carafe.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/** Help text, made by picocli from the models. */
final class Help {
    private Help() {}

    /** Whether a command's arguments ask for its help. */
    static boolean isAskedFor(List<String> args) {
        for (String arg : args) {
            switch (arg) {
                case "-h", "-help", "--help" -> {
                    return true;
                }
                case "--" -> {
                    return false;
                }
                default -> {}
            }
        }
        return false;
    }

    static String of(CommandSpec spec) {
        CommandSpec parent = CommandSpec.create().name("carafe");
        parent.addSubcommand(spec.name(), CommandHelp.taught(spec));
        return new CommandLine(spec).getUsageMessage(Ansi.OFF);
    }

    static String overview() {
        return new CommandLine(CommandHelp.taught(full())).getUsageMessage(Ansi.OFF);
    }

    /** The models of all commands that people use. */
    static List<CommandSpec> commands() {
        return Command.NAMES.stream()
                .map(name -> Command.named(name).orElseThrow().spec())
                .toList();
    }

    /** The model with all commands, from which help, completion scripts and man pages are made. */
    static CommandSpec full() {
        CommandSpec spec = GlobalOptions.spec();
        spec.remove(spec.positionalParameters().getFirst());
        commands().forEach(command -> spec.addSubcommand(command.name(), command));
        return spec;
    }
}
