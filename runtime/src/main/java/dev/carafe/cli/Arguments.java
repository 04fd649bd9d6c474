package dev.carafe.cli;

import java.util.List;
import picocli.CommandLine.ParseResult;

/** The arguments of a command that are not flags, counted as runc counts them. */
record Arguments(String command, List<String> given) {
    private static final String ID = "ID";

    static Arguments of(ParseResult args) {
        return new Arguments(args.commandSpec().name(), Flags.arguments(args));
    }

    /** The container that a command is about; empty where there is none, or none was given. */
    static String containerId(ParseResult args) {
        boolean hasId =
                args.commandSpec().positionalParameters().stream()
                        .anyMatch(words -> words.paramLabel().startsWith(ID));
        List<String> given = Flags.arguments(args);
        return hasId && !given.isEmpty() ? given.getFirst() : "";
    }

    /** The container's id, which is all that may be given. */
    String onlyId() {
        exactly(1);
        return id();
    }

    /** The first argument. */
    String id() {
        if (given.isEmpty() || given.getFirst().isEmpty()) {
            throw new UsageException("\"%s\": container id cannot be empty".formatted(command));
        }
        return given.getFirst();
    }

    void exactly(int count) {
        if (given.size() != count) {
            throw wrong("requires exactly", count);
        }
    }

    void atLeast(int count) {
        if (given.size() < count) {
            throw wrong("requires a minimum of", count);
        }
    }

    void between(int least, int most) {
        atLeast(least);
        if (given.size() > most) {
            throw wrong("requires a maximum of", most);
        }
    }

    private UsageException wrong(String requirement, int count) {
        return new UsageException(
                "\"%s\" %s %d argument(s), and got %d"
                        .formatted(command, requirement, count, given.size()));
    }
}
