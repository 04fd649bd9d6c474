package dev.carafe.lifecycle;

import dev.carafe.spec.error.Problem;
import dev.carafe.spec.error.SpecException;
import java.util.Optional;
import java.util.Set;

/**
 * Where a property of the process that exec runs was given: by a flag, in process.json, or in the
 * container's config.json.
 */
sealed interface ExecPlaces {
    /** The place of a property of config.json as it is for this process. */
    ErrorPlace at(String pointer);

    /** Whether the caller of exec gave it: of the rest he was told when the container was made. */
    boolean isAsked(String pointer);

    /** All problems as one line of text. */
    default String describe(SpecException e) {
        return String.join(
                "; ",
                e.problems().stream()
                        .map((Problem p) -> at(p.pointer()).prefix() + p.message())
                        .toList());
    }

    /**
     * With flags.
     *
     * @param flags what they are
     * @param environmentSize how many entries config.json has; those after them are of flags
     */
    record Flags(Bundle config, ProcessFlags flags, int environmentSize) implements ExecPlaces {
        private static final String ENVIRONMENT = "/process/env/";

        @Override
        public ErrorPlace at(String pointer) {
            // Of what is given as arguments nobody needs to be told where.
            return pointer.startsWith("/process/args")
                    ? ErrorPlace.NONE
                    : flag(pointer).map(ErrorPlace::ofFlag).orElseGet(() -> config.at(pointer));
        }

        @Override
        public boolean isAsked(String pointer) {
            return flag(pointer).isPresent();
        }

        private Optional<String> flag(String pointer) {
            if (pointer.startsWith(ENVIRONMENT)) {
                int index = Integer.parseInt(pointer.substring(ENVIRONMENT.length()));
                return index < environmentSize
                        ? Optional.empty()
                        : Optional.of("--env " + flags.env().get(index - environmentSize));
            }
            return switch (pointer) {
                case "/process/cwd" -> flags.cwd().map(value -> "--cwd");
                case "/process/terminal" -> Optional.of("--tty");
                case "/process/user" -> flags.user().map(value -> "--user");
                case "/process/user/additionalGids" ->
                        flags.additionalGids().isEmpty()
                                ? Optional.empty()
                                : Optional.of("--additional-gids");
                case "/process/capabilities" ->
                        flags.capabilities().isEmpty() ? Optional.empty() : Optional.of("--cap");
                case "/process/apparmorProfile" -> flags.apparmor().map(value -> "--apparmor");
                case "/process/selinuxLabel" ->
                        flags.processLabel().map(value -> "--process-label");
                default -> Optional.empty();
            };
        }
    }

    /** With {@code --cgroup}, beside either of the others. */
    record SubCgroups(ExecPlaces process) implements ExecPlaces {
        @Override
        public ErrorPlace at(String pointer) {
            return pointer.equals("/linux/cgroupsPath")
                    ? ErrorPlace.ofFlag("--cgroup")
                    : process.at(pointer);
        }

        @Override
        public boolean isAsked(String pointer) {
            return process.isAsked(pointer);
        }
    }

    /**
     * With process.json.
     *
     * @param process what it says
     * @param leftOut properties that it leaves to config.json
     */
    record File(Bundle config, ConfigText process, Set<String> leftOut) implements ExecPlaces {
        private static final String PROCESS = "/process";

        @Override
        public ErrorPlace at(String pointer) {
            return isAsked(pointer)
                    ? process.at(pointer.substring(PROCESS.length()))
                    : config.at(pointer);
        }

        @Override
        public boolean isAsked(String pointer) {
            return pointer.startsWith(PROCESS + "/")
                    && !leftOut.contains(pointer.split("/", -1)[2]);
        }
    }
}
