package dev.carafe.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Scripts that complete command lines in a shell, made from the models of all commands. */
final class Completion {
    private static final String ID = "ID";
    private static final String IDS = "carafe list -q 2>/dev/null";

    private final CommandSpec globals;
    private final List<CommandSpec> commands;

    Completion(CommandSpec globals, List<CommandSpec> commands) {
        this.globals = globals;
        this.commands = List.copyOf(commands);
    }

    /** The words that a command's first argument may be: empty for files, or a command for ids. */
    private static boolean takesId(CommandSpec spec) {
        return spec.positionalParameters().stream()
                .anyMatch(words -> words.paramLabel().startsWith(ID));
    }

    /** {@code start|status|stop}. */
    private static List<String> choices(CommandSpec spec) {
        return spec.positionalParameters().stream()
                .map(words -> words.paramLabel())
                .filter(label -> label.indexOf('|') > 0)
                .flatMap(label -> List.of(label.split("\\|", -1)).stream())
                .toList();
    }

    private static List<String> flags(CommandSpec spec, boolean withValue) {
        List<String> names = new ArrayList<>();
        for (OptionSpec option : spec.options()) {
            if (!withValue || option.arity().max() > 0) {
                names.addAll(List.of(option.names()));
            }
        }
        return names;
    }

    private List<String> names() {
        return commands.stream().map(CommandSpec::name).toList();
    }

    /** For bash. */
    String bash() {
        StringBuilder out = new StringBuilder();
        out.append(
                """
                # bash completion for carafe

                _carafe() {
                    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
                    local i command='' flags='' values='' words=''
                    for ((i = 1; i < COMP_CWORD; i++)); do
                        case ${COMP_WORDS[i]} in
                """);
        out.append(
                "            %s) ((i++)) ;;\n".formatted(String.join("|", flags(globals, true))));
        out.append(
                """
                            -*) ;;
                            *) command=${COMP_WORDS[i]}; break ;;
                        esac
                    done
                    case $command in
                """);
        bashCase(out, "''", globals, "'" + String.join(" ", names()) + "'");
        for (CommandSpec command : commands) {
            bashCase(out, command.name(), command, bashWords(command));
        }
        bashCase(out, "help", null, "'" + String.join(" ", names()) + "'");
        out.append(
                """
                    esac
                    if [[ " $values " == *" $prev "* ]]; then
                        COMPREPLY=($(compgen -f -- "$cur"))
                    elif [[ $cur == -* ]]; then
                        COMPREPLY=($(compgen -W "$flags" -- "$cur"))
                    else
                        COMPREPLY=($(compgen -W "$words" -- "$cur"))
                    fi
                }

                complete -o filenames -F _carafe carafe
                """);
        return out.toString();
    }

    private static String bashWords(CommandSpec command) {
        return takesId(command) ? "$(" + IDS + ")" : "'" + String.join(" ", choices(command)) + "'";
    }

    private static void bashCase(
            StringBuilder out, String pattern, @Nullable CommandSpec spec, String words) {
        String flags = spec == null ? "" : String.join(" ", flags(spec, false));
        String values = spec == null ? "" : String.join(" ", flags(spec, true));
        out.append(
                "        %s) flags='%s' values='%s' words=%s ;;\n"
                        .formatted(pattern, flags, values, words));
    }

    /** For fish. */
    String fish() {
        StringBuilder out =
                new StringBuilder("# fish completion for carafe\n\ncomplete -c carafe -f\n");
        String none = "__fish_use_subcommand";
        globals.options().forEach(option -> fishFlag(out, none, option));
        for (CommandSpec command : commands) {
            out.append(
                    "complete -c carafe -n %s -a %s -d %s\n"
                            .formatted(none, command.name(), quoted(description(command))));
        }
        for (CommandSpec command : commands) {
            String seen = "'__fish_seen_subcommand_from " + command.name() + "'";
            command.options().forEach(option -> fishFlag(out, seen, option));
            if (takesId(command)) {
                out.append("complete -c carafe -n %s -a '(%s)'\n".formatted(seen, IDS));
            } else if (!choices(command).isEmpty()) {
                out.append(
                        "complete -c carafe -n %s -a '%s'\n"
                                .formatted(seen, String.join(" ", choices(command))));
            }
        }
        out.append(
                "complete -c carafe -n '__fish_seen_subcommand_from help' -a '%s'\n"
                        .formatted(String.join(" ", names())));
        return out.toString();
    }

    private static void fishFlag(StringBuilder out, String condition, OptionSpec option) {
        out.append("complete -c carafe -n ").append(condition);
        for (String name : option.names()) {
            out.append(
                    name.startsWith("--")
                            ? " -l " + name.substring(2)
                            : " -s " + name.substring(1));
        }
        out.append(option.arity().max() > 0 ? " -r -F" : "");
        out.append(" -d ").append(quoted(String.join(" ", option.description()))).append('\n');
    }

    private static String description(CommandSpec spec) {
        return String.join(" ", spec.usageMessage().description());
    }

    /** For fish, and for zsh where no colon or bracket means anything. */
    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** For zsh. */
    String zsh() {
        StringBuilder out = new StringBuilder();
        out.append(
                """
                #compdef carafe

                _carafe_containers() {
                    local -a ids
                    ids=(${(f)"$(carafe list -q 2>/dev/null)"})
                    compadd -a ids
                }

                _carafe() {
                    local context state line
                    typeset -A opt_args
                    _arguments -C \\
                """);
        globals.options().forEach(option -> zshFlag(out, option));
        out.append(
                """
                        '1: :->command' '*:: :->arguments'
                    case $state in
                        command)
                            local -a commands
                            commands=(
                """);
        for (CommandSpec command : commands) {
            out.append(
                    "                %s:%s\n"
                            .formatted(command.name(), zshText(description(command))));
        }
        out.append(
                """
                            )
                            _describe command commands ;;
                        arguments)
                            case $words[1] in
                """);
        for (CommandSpec command : commands) {
            out.append("                %s) _arguments \\\n".formatted(command.name()));
            command.options().forEach(option -> zshFlag(out, option));
            String words =
                    choices(command).isEmpty()
                            ? ""
                            : "(" + String.join(" ", choices(command)) + ")";
            out.append(
                    "        '*: :%s' ;;\n"
                            .formatted(takesId(command) ? "_carafe_containers" : words));
        }
        out.append(
                """
                            esac ;;
                    esac
                }

                _carafe "$@"
                """);
        return out.toString();
    }

    private static void zshFlag(StringBuilder out, OptionSpec option) {
        String value =
                option.arity().max() > 0
                        ? ":"
                                + option.paramLabel()
                                        .replace(":", "\\:")
                                        .replace("[", "")
                                        .replace("]", "")
                                + ":_files"
                        : "";
        String repeat = option.isMultiValue() ? "*" : "";
        for (String name : option.names()) {
            out.append(
                    "        '%s%s'%s'%s' \\\n"
                            .formatted(
                                    repeat,
                                    name,
                                    zshText(
                                            "["
                                                    + String.join(" ", option.description())
                                                            .replace("[", "(")
                                                            .replace("]", ")")
                                                    + "]"),
                                    value));
        }
    }

    private static String zshText(String text) {
        return "'" + text.replace("'", "'\\''").replace(":", "\\:") + "'";
    }
}
