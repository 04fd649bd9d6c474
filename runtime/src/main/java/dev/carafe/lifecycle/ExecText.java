package dev.carafe.lifecycle;

import dev.carafe.linux.Errno;

/**
 * Why a program cannot be executed.
 *
 * <p>Docker and Podman derive the exit codes 126 and 127 from "executable file not found", "no such
 * file or directory" and "permission denied", and Docker wants the program's name in it.
 */
final class ExecText {
    private ExecText() {}

    static String of(String program, LaunchFailure failure) {
        boolean searched = program.indexOf('/') < 0;
        boolean absent =
                failure.kind() == LaunchFailure.Kind.ERRNO
                        && failure.number() == Errno.ENOENT.number();
        String why =
                absent && searched
                        ? "executable file not found in $PATH (ENOENT)"
                        : FailureText.reason(failure.kind(), failure.number(), "");
        return "exec: \"%s\": %s".formatted(program, why);
    }
}
