package dev.carafe.lifecycle;

import java.util.List;
import java.util.Optional;

/**
 * What the flags of exec say of the process; what they leave out is as config.json has it for the
 * container's own.
 *
 * @param args the program and its arguments
 * @param terminal {@code --tty}
 * @param cwd {@code --cwd}
 * @param env {@code --env}, each added at the end
 * @param user {@code --user}
 * @param additionalGids {@code --additional-gids}, each added at the end
 * @param processLabel {@code --process-label}
 * @param apparmor {@code --apparmor}
 * @param noNewPrivileges {@code --no-new-privs}, empty where it was not given
 * @param capabilities {@code --cap}, each added to all sets but the inheritable one
 */
public record ProcessFlags(
        List<String> args,
        boolean terminal,
        Optional<String> cwd,
        List<String> env,
        Optional<UserFlag> user,
        List<Long> additionalGids,
        Optional<String> processLabel,
        Optional<String> apparmor,
        Optional<Boolean> noNewPrivileges,
        List<String> capabilities) {
    public ProcessFlags {
        args = List.copyOf(args);
        env = List.copyOf(env);
        additionalGids = List.copyOf(additionalGids);
        capabilities = List.copyOf(capabilities);
    }
}
