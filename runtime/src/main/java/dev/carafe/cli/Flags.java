package dev.carafe.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Range;

/**
 * Builds a command's model flag by flag.
 *
 * <p>The models are built by hand, and only that of the command at hand: picocli's annotations cost
 * 70 ms of reflection in a cold JVM, which is what a one-shot engine is.
 */
final class Flags {
    // Made once: picocli finds out by an exception that "*" is no number.
    private static final Range NONE = Range.valueOf("0");
    private static final Range ONE = Range.valueOf("1");
    private static final Range ANY = Range.valueOf("0..*");

    private final CommandSpec spec;

    private Flags(CommandSpec spec) {
        this.spec = spec;
    }

    static Flags of(String name, String description) {
        CommandSpec spec = CommandSpec.create().name(name);
        spec.usageMessage().description(description).width(100);
        return new Flags(spec);
    }

    /** A flag without a value. */
    Flags on(String name, String description) {
        return add(OptionSpec.builder(names(name)).arity(NONE).type(boolean.class), description);
    }

    /** A flag with a value. */
    Flags value(String name, String label, String description) {
        return add(
                OptionSpec.builder(names(name)).arity(ONE).type(String.class).paramLabel(label),
                description);
    }

    /** A flag with a value that may be given more than once. */
    Flags values(String name, String label, String description) {
        return add(
                OptionSpec.builder(names(name))
                        .arity(ONE)
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .paramLabel(label),
                description);
    }

    private Flags add(OptionSpec.Builder option, String description) {
        spec.addOption(option.description(description).build());
        return this;
    }

    /** What is not a flag: {@code label} says how it reads in the help. */
    Flags arguments(String label, String description) {
        addArguments(spec, label, description);
        return this;
    }

    private static void addArguments(CommandSpec spec, String label, String description) {
        spec.addPositional(
                PositionalParamSpec.builder()
                        .index(ANY)
                        .arity(ANY)
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .paramLabel(label)
                        .hideParamSyntax(true)
                        .description(description)
                        .build());
    }

    CommandSpec spec() {
        return spec;
    }

    private static String[] names(String name) {
        return name.split(",", -1);
    }

    /** Parses a command's flags, which {@link GoFlags} has rewritten. */
    static ParseResult parseCommand(CommandSpec spec, List<String> args) {
        return parse(spec, args, false);
    }

    /** Parses global flags, which {@link GoFlags} has rewritten, up to the command's name. */
    static ParseResult parseGlobals(CommandSpec spec, List<String> args) {
        return parse(spec, args, true);
    }

    /**
     * What is rewritten has one form only. picocli's own parser makes all of its type converters
     * anew each time, which takes longer than anything else that is done for the command line.
     */
    private static ParseResult parse(
            CommandSpec spec, List<String> args, boolean stopAtFirstArgument) {
        ParseResult.Builder result = ParseResult.builder(spec);
        Map<String, List<String>> given = new LinkedHashMap<>();
        boolean flags = true;
        for (String arg : args) {
            if (flags && arg.equals("--")) {
                flags = false;
            } else if (flags && arg.length() > 1 && arg.startsWith("-")) {
                take(spec, arg, given);
            } else {
                result.addUnmatched(arg);
                flags &= !stopAtFirstArgument;
            }
        }
        given.forEach((name, values) -> result.addOption(given(spec.findOption(name), values)));
        return result.build();
    }

    private static void take(CommandSpec spec, String flag, Map<String, List<String>> given) {
        int equals = flag.indexOf('=');
        String name = equals < 0 ? flag : flag.substring(0, equals);
        List<String> values =
                given.computeIfAbsent(spec.findOption(name).longestName(), _ -> new ArrayList<>());
        if (equals >= 0) {
            values.add(flag.substring(equals + 1));
        }
    }

    /**
     * The option with its value. The specification has none: it is that of all sessions. Engines
     * append what their users configure: the last value counts, or all do.
     */
    private static OptionSpec given(OptionSpec option, List<String> values) {
        OptionSpec.Builder copy = OptionSpec.builder(option);
        if (!values.isEmpty()) {
            copy.getter(
                    new GivenValue(option.isMultiValue() ? List.copyOf(values) : values.getLast()));
        }
        return copy.build();
    }

    /**
     * Holds what picocli would have an object hold.
     *
     * @param value a text, or a list of texts
     */
    private record GivenValue(Object value) implements IGetter {
        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as picocli has it
        public <T> T get() {
            return (T) value;
        }
    }

    static boolean isOn(ParseResult args, String name) {
        return args.hasMatchedOption(name);
    }

    /** The value given for a flag; empty when the flag was not given, or given as "". */
    static Optional<String> text(ParseResult args, String name) {
        return Optional.ofNullable(args.<String>matchedOptionValue(name, null))
                .filter(value -> !value.isEmpty());
    }

    /** All values given for a flag that may be repeated. */
    static List<String> texts(ParseResult args, String name) {
        List<String> values = args.matchedOptionValue(name, List.of());
        return List.copyOf(values);
    }

    /**
     * The value of {@code --format} for commands that print text unless JSON is asked for.
     *
     * @throws UsageException when it is neither
     */
    static String textOrJson(ParseResult args) {
        String format = text(args, "--format").orElse("text");
        if (!format.equals("text") && !format.equals("json")) {
            throw new UsageException(
                    "invalid format option: \"%s\" is neither text nor json".formatted(format));
        }
        return format;
    }

    /** The arguments that are not flags. */
    static List<String> arguments(ParseResult args) {
        return args.unmatched();
    }
}
