package dev.carafe.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One command of the command line: its flags, and what it does. */
interface Command {
    /** Those that help lists, in its order. */
    List<String> NAMES =
            List.of(
                    "check",
                    "checkpoint",
                    "completion",
                    "create",
                    "delete",
                    "doctor",
                    "engine",
                    "events",
                    "exec",
                    "features",
                    "kill",
                    "list",
                    "man",
                    "mounts",
                    "pause",
                    "plan",
                    "ps",
                    "restore",
                    "resume",
                    "run",
                    "spec",
                    "start",
                    "state",
                    "top",
                    "update");

    /** The flags and arguments, and their help. */
    CommandSpec spec();

    /**
     * Does what the command is for.
     *
     * @return the exit code
     */
    int run(Session session, ParseResult args);

    /** Whether its flags end at the first argument, and all that follows is somebody else's. */
    default boolean endsAtArgument() {
        return false;
    }

    /** The exit code when what it is for cannot be done. */
    default int ownFailure() {
        return 1;
    }

    /** The command of that name. */
    static Optional<Command> named(String name) {
        return switch (name) {
            case "check" -> Optional.of(new CheckCommand());
            case "checkpoint" -> Optional.of(new CheckpointCommand());
            case "completion" -> Optional.of(new CompletionCommand());
            case "create" -> Optional.of(new CreateCommand());
            case "delete" -> Optional.of(new DeleteCommand());
            case "doctor" -> Optional.of(new DoctorCommand());
            case "engine" -> Optional.of(new EngineCommand());
            case "events" -> Optional.of(new EventsCommand());
            case "exec" -> Optional.of(new ExecCommand());
            case "features" -> Optional.of(new FeaturesCommand());
            case "finish" -> Optional.of(new FinishCommand());
            case "kill" -> Optional.of(new KillCommand());
            case "list" -> Optional.of(new ListCommand());
            case "man" -> Optional.of(new ManCommand());
            case "mounts" -> Optional.of(new MountsCommand());
            case "pause" -> Optional.of(new PauseCommand());
            case "plan" -> Optional.of(new PlanCommand());
            case "ps" -> Optional.of(new PsCommand());
            case "start-failure" -> Optional.of(new StartFailureCommand());
            case "recover" -> Optional.of(new RecoverCommand());
            case "restore" -> Optional.of(new RestoreCommand());
            case "resume" -> Optional.of(new ResumeCommand());
            case "run" -> Optional.of(new RunCommand());
            case "spec" -> Optional.of(new SpecCommand());
            case "start" -> Optional.of(new StartCommand());
            case "state" -> Optional.of(new StateCommand());
            case "top" -> Optional.of(new TopCommand());
            case "update" -> Optional.of(new UpdateCommand());
            default -> Optional.empty();
        };
    }
}
