package dev.carafe.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Rewrites flags as Go programs accept them to the form that picocli reads.
 *
 * <p>Engines are written against runc, whose flags follow Go's {@code flag} package: one or two
 * dashes for any name, {@code -b=dir}, {@code --keep=false}, and a value that may itself begin with
 * a dash. What comes out has one form only: {@code --name} or {@code --name=value}.
 */
final class GoFlags {
    private final CommandSpec spec;
    private final boolean stopAtFirstArgument;
    private final List<String> rewritten = new ArrayList<>();

    private GoFlags(CommandSpec spec, boolean stopAtFirstArgument) {
        this.spec = spec;
        this.stopAtFirstArgument = stopAtFirstArgument;
    }

    /**
     * Rewrites the arguments of a command; flags may stand before and after its other arguments.
     *
     * @throws UsageException when a flag is unknown, lacks its value or has a wrong one
     */
    static List<String> ofCommand(CommandSpec spec, List<String> args) {
        return new GoFlags(spec, false).rewrite(args);
    }

    /** As {@link #ofCommand}, up to the first argument that is no flag: the command's name. */
    static List<String> ofGlobals(CommandSpec spec, List<String> args) {
        return new GoFlags(spec, true).rewrite(args);
    }

    /** The arguments before the first that is neither a flag nor a flag's value. */
    static List<String> flagsOf(CommandSpec spec, List<String> args) {
        int next = 0;
        while (next < args.size()
                && args.get(next).startsWith("-")
                && args.get(next).length() > 1) {
            String arg = args.get(next++);
            if (arg.equals("--")) {
                break;
            }
            @Nullable OptionSpec option = named(spec, arg.substring(arg.startsWith("--") ? 2 : 1));
            if (option != null && option.arity().max() > 0) {
                next++;
            }
        }
        return args.subList(0, Math.min(next, args.size()));
    }

    private static @Nullable OptionSpec named(CommandSpec spec, String name) {
        @Nullable OptionSpec option = spec.findOption("--" + name);
        return option == null && name.length() == 1 ? spec.findOption("-" + name) : option;
    }

    private List<String> rewrite(List<String> args) {
        int next = 0;
        while (next < args.size()) {
            String arg = args.get(next++);
            if (arg.equals("--")) {
                rewritten.add(arg);
                rewritten.addAll(args.subList(next, args.size()));
                break;
            }
            if (!arg.startsWith("-") || arg.equals("-")) {
                if (stopAtFirstArgument) {
                    rewritten.addAll(args.subList(next - 1, args.size()));
                    break;
                }
                rewritten.add(arg);
                continue;
            }
            next += flag(arg, next < args.size() ? args.get(next) : null);
        }
        return rewritten;
    }

    /** Rewrites one flag, and returns how many of the arguments after it were its value. */
    private int flag(String arg, @Nullable String following) {
        String bare = arg.substring(arg.startsWith("--") ? 2 : 1);
        int equals = bare.indexOf('=');
        String name = equals < 0 ? bare : bare.substring(0, equals);
        OptionSpec option = find(name);
        if (option.arity().max() == 0) {
            booleanFlag(option, name, equals < 0 ? "true" : bare.substring(equals + 1));
            return 0;
        }
        if (equals >= 0) {
            rewritten.add(option.longestName() + bare.substring(equals));
            return 0;
        }
        if (following == null) {
            throw new UsageException("flag needs an argument: -" + name);
        }
        rewritten.add(option.longestName() + "=" + following);
        return 1;
    }

    private OptionSpec find(String name) {
        @Nullable OptionSpec option = named(spec, name);
        if (option == null) {
            throw new UsageException("flag provided but not defined: -" + name);
        }
        return option;
    }

    private void booleanFlag(OptionSpec option, String name, String value) {
        // The last one counts, and picocli takes a repeated flag for an error.
        rewritten.remove(option.longestName());
        switch (value) {
            case "1", "t", "T", "true", "TRUE", "True" -> rewritten.add(option.longestName());
            case "0", "f", "F", "false", "FALSE", "False" -> {}
            default ->
                    throw new UsageException(
                            "invalid boolean value \"%s\" for -%s".formatted(value, name));
        }
    }
}
