package dev.carafe.spec;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command that is run at a point of the lifecycle, with the state on its stdin.
 *
 * @param path absolute path of the executable
 * @param args all of argv, its first entry included; empty means the path alone
 * @param env the whole environment
 * @param timeoutSeconds after which the hook is aborted; no limit when absent
 */
public record Hook(
        String path, List<String> args, List<String> env, @Nullable Integer timeoutSeconds) {
    public Hook {
        requireNonNull(path, "path is null");
        args = List.copyOf(args);
        env = List.copyOf(env);
    }
}
