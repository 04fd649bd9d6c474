package dev.carafe.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe completion}: a script for a shell. */
final class CompletionCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Flags.of(
                        "completion",
                        "Print a script that completes command lines in bash, zsh or fish.")
                .arguments("bash|zsh|fish", "the shell")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        List<String> given = Flags.arguments(args);
        Completion completion = new Completion(GlobalOptions.spec(), Help.commands());
        session.print(
                switch (given.size() == 1 ? given.getFirst() : "") {
                    case "bash" -> completion.bash();
                    case "zsh" -> completion.zsh();
                    case "fish" -> completion.fish();
                    default ->
                            throw new UsageException("\"completion\" takes one of bash, zsh, fish");
                });
        return 0;
    }
}
