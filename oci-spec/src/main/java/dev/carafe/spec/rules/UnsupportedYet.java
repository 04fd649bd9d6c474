package dev.carafe.spec.rules;

import dev.carafe.spec.Config;
import dev.carafe.spec.Linux;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.error.UnsupportedConfigException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is valid, but carafe does not do yet: an error that names it, never silence. A feature that
 * arrives deletes its line here.
 */
public final class UnsupportedYet {

    private final List<Problem> problems = new ArrayList<>();

    private UnsupportedYet() {}

    /** Everything that the config asks for in vain; empty when carafe can do it all. */
    public static List<Problem> problems(Config config) {
        UnsupportedYet check = new UnsupportedYet();
        check.linux(config.linux());
        return List.copyOf(check.problems);
    }

    /**
     * Refuses a config that asks for what carafe does not do yet.
     *
     * @throws UnsupportedConfigException with all such properties
     */
    public static void refuse(Config config) throws UnsupportedConfigException {
        List<Problem> problems = problems(config);
        if (!problems.isEmpty()) {
            throw new UnsupportedConfigException("config.json", problems);
        }
    }

    private void linux(Linux linux) {
        absent("/linux/seccomp", linux.seccomp());
    }

    private void absent(String pointer, @Nullable Object value) {
        empty(pointer, value == null);
    }

    private void empty(String pointer, boolean empty) {
        if (!empty) {
            problems.add(new Problem(pointer, "is valid, but carafe does not support it yet"));
        }
    }
}
