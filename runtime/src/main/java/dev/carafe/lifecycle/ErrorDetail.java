package dev.carafe.lifecycle;

import dev.carafe.cgroup.CgroupException;
import dev.carafe.linux.Errno;
import dev.carafe.linux.KernelException;
import dev.carafe.spec.error.Problem;
import dev.carafe.state.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of an error line one by one, for programs that read the log; what does not apply is
 * empty.
 *
 * @param place where in config.json
 * @param operation the operation of the init program that failed
 * @param call the system call
 * @param target what the call was about: a path, mostly
 * @param errno name of the error number
 * @param hint what to do about it
 * @param problems all that is wrong with a config.json
 */
public record ErrorDetail(
        ErrorPlace place,
        String operation,
        String call,
        String target,
        String errno,
        String hint,
        List<Problem> problems) {
    /** Nothing but the line itself is known. */
    static final ErrorDetail NONE = new ErrorDetail(ErrorPlace.NONE, "", "", "", "", "", List.of());

    /** {@code call: target}, as init and client report it. */
    private static final Pattern CALL = Pattern.compile("([a-z][a-z0-9_]*): (.+)", Pattern.DOTALL);

    /** What init says where no system call has failed: the program is nowhere in PATH. */
    private static final String SEARCH = "exec";

    public ErrorDetail {
        problems = List.copyOf(problems);
    }

    /** The parts of what a command threw. */
    public static ErrorDetail of(Throwable thrown) {
        return switch (thrown) {
            case LifecycleException e -> e.detail();
            case CgroupException e ->
                    NONE.at(new ErrorPlace("", e.pointer(), 0))
                            .call(e.call(), e.target())
                            .errno(e.errno().map(Errno::name).orElse(""))
                            .hint(e.hint());
            case KernelException e ->
                    NONE.call(e.call(), e.target()).errno(e.errno().name()).hint(e.hint());
            case UncheckedIOException e when e.getCause() != null -> io(e.getCause());
            case StoreException e when e.getCause() != null -> of(e.getCause());
            case IOException e -> io(e);
            default -> NONE;
        };
    }

    private static ErrorDetail io(IOException e) {
        String file = e instanceof FileSystemException f && f.getFile() != null ? f.getFile() : "";
        return NONE.call("", file).errno(Errno.of(e).map(Errno::name).orElse(""));
    }

    /**
     * What is wrong with a config.json; the first is where the error is.
     *
     * @param file the config.json
     * @param problems with their lines
     */
    static ErrorDetail of(Path file, List<Problem> problems) {
        Problem first = problems.getFirst();
        return new ErrorDetail(
                new ErrorPlace(file.toString(), first.pointer(), first.line()),
                "",
                "",
                "",
                "",
                "",
                problems.size() == 1 ? List.of() : problems);
    }

    /** What init or the client reports. */
    static ErrorDetail of(LaunchFailure failure) {
        boolean hasErrno =
                switch (failure.kind()) {
                    case ERRNO, UNSAFE -> true;
                    case EXIT, SIGNAL, TIMEOUT, PROGRAM, DIED -> false;
                };
        if (!hasErrno) {
            return NONE;
        }
        Matcher parts = CALL.matcher(failure.detail().strip());
        ErrorDetail detail =
                parts.matches()
                        ? NONE.call(
                                parts.group(1).equals(SEARCH) ? "" : parts.group(1), parts.group(2))
                        : NONE;
        return detail.errno(Errno.of(failure.number()).map(Errno::name).orElse(""));
    }

    ErrorDetail at(ErrorPlace newPlace) {
        return new ErrorDetail(newPlace, operation, call, target, errno, hint, problems);
    }

    ErrorDetail in(String newOperation) {
        return new ErrorDetail(place, newOperation, call, target, errno, hint, problems);
    }

    private ErrorDetail call(String newCall, String newTarget) {
        return new ErrorDetail(place, operation, newCall, newTarget, errno, hint, problems);
    }

    private ErrorDetail errno(String newErrno) {
        return new ErrorDetail(place, operation, call, target, newErrno, hint, problems);
    }

    ErrorDetail hint(String newHint) {
        return new ErrorDetail(place, operation, call, target, errno, newHint, problems);
    }

    /** Names and values of those that are there; strings, numbers, lists and maps of them. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        put(fields, "file", place.file());
        put(fields, place.pointer(), place.line());
        put(fields, "operation", operation);
        put(fields, "syscall", call);
        put(fields, "target", target);
        put(fields, "errno", errno);
        put(fields, "hint", hint);
        if (!problems.isEmpty()) {
            fields.put("problems", problems.stream().map(ErrorDetail::fields).toList());
        }
        return fields;
    }

    private static Map<String, Object> fields(Problem problem) {
        Map<String, Object> fields = new LinkedHashMap<>();
        put(fields, problem.pointer(), problem.line());
        fields.put("msg", problem.message());
        return fields;
    }

    private static void put(Map<String, Object> fields, String pointer, int line) {
        put(fields, "pointer", pointer);
        if (line > 0) {
            fields.put("line", line);
        }
    }

    private static void put(Map<String, Object> fields, String name, String value) {
        if (!value.isEmpty()) {
            fields.put(name, value);
        }
    }
}
