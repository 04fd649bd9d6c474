package dev.carafe.seccomp;

import dev.carafe.linux.Errno;
import dev.carafe.linux.LibSeccomp;
import dev.carafe.linux.LibSeccomp.Comparison;
import dev.carafe.spec.error.InvalidConfigException;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.seccomp.Seccomp;
import dev.carafe.spec.seccomp.SeccompArgument;
import dev.carafe.spec.seccomp.SeccompRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Has libseccomp compile a profile, as runc has it done. */
final class FilterBuilder {
    private static final String DOCUMENT = "config.json";
    private static final String POINTER = "/linux/seccomp";
    private static final String ARCHITECTURE_PREFIX = "SCMP_ARCH_";

    /** {@code BPF_MAXINSNS}. */
    private static final int MAX_INSTRUCTIONS = 4096;

    /** From so many calls on, a binary tree is worth it; libseccomp 2.5 is wrong for none. */
    private static final int MANY_CALLS = 32;

    private final LibSeccomp library;
    private final Seccomp profile;
    private final Consumer<String> debug;
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> unknown = new HashSet<>();

    private FilterBuilder(LibSeccomp library, Seccomp profile, Consumer<String> debug) {
        this.library = library;
        this.profile = profile;
        this.debug = debug;
    }

    /**
     * The program, with the answer to calls that are newer than the profile in front.
     *
     * @param debug told of calls that nobody knows, which are left out
     * @throws InvalidConfigException with all that libseccomp refuses
     */
    static byte[] build(LibSeccomp library, Seccomp profile, Consumer<String> debug)
            throws InvalidConfigException {
        return new FilterBuilder(library, profile, debug).build();
    }

    private byte[] build() throws InvalidConfigException {
        int defaultAction = action(profile.defaultAction(), profile.defaultErrnoRet());
        List<Integer> architectures = new ArrayList<>(List.of(library.nativeArchitecture()));
        byte[] program;
        try (LibSeccomp.Filter filter = begin(defaultAction)) {
            addArchitectures(filter, architectures);
            int calls = profile.syscalls().stream().mapToInt(rule -> rule.names().size()).sum();
            if (calls > MANY_CALLS && filter.sortIntoTree() < 0) {
                debug.accept("seccomp: this libseccomp makes no binary tree");
            }
            for (int i = 0; i < profile.syscalls().size(); i++) {
                addRule(
                        filter,
                        POINTER + "/syscalls/" + i,
                        profile.syscalls().get(i),
                        defaultAction);
            }
            failOnProblems();
            program = filter.export();
        }
        byte[] complete = EnosysStub.prependTo(program, newestCalls(architectures));
        int instructions = complete.length / Instructions.SIZE;
        if (instructions > MAX_INSTRUCTIONS) {
            problem(
                    POINTER,
                    "makes a filter of %d instructions, but the kernel takes %d"
                            .formatted(instructions, MAX_INSTRUCTIONS));
        }
        failOnProblems();
        return complete;
    }

    private LibSeccomp.Filter begin(int defaultAction) throws InvalidConfigException {
        Optional<LibSeccomp.Filter> filter = library.filter(defaultAction);
        if (filter.isEmpty()) {
            problem(
                    POINTER + "/defaultAction",
                    "libseccomp %s does not have %s on this kernel"
                            .formatted(library.version(), profile.defaultAction()));
            throw new InvalidConfigException(DOCUMENT, problems);
        }
        return filter.get();
    }

    private void addArchitectures(LibSeccomp.Filter filter, List<Integer> tokens) {
        for (int i = 0; i < profile.architectures().size(); i++) {
            String pointer = POINTER + "/architectures/" + i;
            String name = profile.architectures().get(i);
            int token =
                    library.architecture(
                            name.substring(ARCHITECTURE_PREFIX.length()).toLowerCase(Locale.ROOT));
            if (token == 0) {
                problem(pointer, name + " is not known to libseccomp " + library.version());
                continue;
            }
            int result = filter.addArchitecture(token);
            if (result < 0 && -result != Errno.EEXIST.number()) {
                problem(
                        pointer,
                        "libseccomp refuses %s beside the native architecture: %s"
                                .formatted(name, reason(result)));
            } else if (!tokens.contains(token)) {
                tokens.add(token);
            }
        }
    }

    private void addRule(
            LibSeccomp.Filter filter, String pointer, SeccompRule rule, int defaultAction) {
        int action = action(rule.action(), rule.errnoRet());
        if (action == defaultAction) {
            // libseccomp refuses a rule that changes nothing.
            return;
        }
        List<List<Comparison>> alternatives = alternatives(rule.args());
        for (int i = 0; i < rule.names().size(); i++) {
            String name = rule.names().get(i);
            int call = library.systemCall(name);
            if (call == LibSeccomp.UNKNOWN) {
                if (unknown.add(name)) {
                    debug.accept("unknown seccomp syscall \"%s\" ignored".formatted(name));
                }
                continue;
            }
            for (List<Comparison> comparisons : alternatives) {
                int result = filter.addRule(action, call, comparisons);
                if (result < 0) {
                    problem(
                            pointer + "/names/" + i,
                            "libseccomp refuses the rule for %s: %s"
                                    .formatted(name, reason(result)));
                }
            }
        }
    }

    /**
     * The conditions of each rule to be added: all in one, unless two are about the same argument,
     * which libseccomp cannot say. Then, as in runc and so as profiles mean it, one of them is
     * enough.
     */
    private static List<List<Comparison>> alternatives(List<SeccompArgument> arguments) {
        List<Comparison> all = arguments.stream().map(FilterBuilder::comparison).toList();
        long distinct = all.stream().mapToInt(Comparison::argument).distinct().count();
        return distinct == all.size() ? List.of(all) : all.stream().map(List::of).toList();
    }

    private static Comparison comparison(SeccompArgument argument) {
        return new Comparison(
                argument.index(),
                Operator.valueOf(argument.operator()).number(),
                argument.value(),
                argument.valueTwo());
    }

    /**
     * For each architecture the highest call that the profile mentions; none where newer calls need
     * no answer of their own, since the default lets them through or is that answer.
     */
    private List<EnosysStub.Newest> newestCalls(List<Integer> architectures) {
        boolean isAnswer =
                action(profile.defaultAction(), profile.defaultErrnoRet())
                        == Action.SCMP_ACT_ERRNO.with((long) Errno.ENOSYS.number());
        if (isAnswer || Action.valueOf(profile.defaultAction()).letsThrough()) {
            return List.of();
        }
        List<EnosysStub.Newest> newest = new ArrayList<>();
        for (int architecture : architectures) {
            profile.syscalls().stream()
                    .flatMap(rule -> rule.names().stream())
                    .mapToInt(name -> library.systemCall(architecture, name))
                    .filter(number -> number >= 0)
                    .filter(number -> EnosysStub.tellsAge(architecture, number))
                    .max()
                    .ifPresent(number -> newest.add(new EnosysStub.Newest(architecture, number)));
        }
        return newest;
    }

    private static int action(String name, @Nullable Long errno) {
        return Action.valueOf(name).with(errno);
    }

    private static String reason(int result) {
        return Errno.of(-result).map(Errno::describe).orElse("error " + -result);
    }

    private void problem(String pointer, String message) {
        problems.add(new Problem(pointer, message));
    }

    private void failOnProblems() throws InvalidConfigException {
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(DOCUMENT, problems);
        }
    }
}
