package dev.carafe.spec.rules;

import dev.carafe.spec.Config;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.error.UnsupportedConfigException;
import java.util.List;

/**
 * What is valid, but carafe does not do yet: an error that names it, never silence. Since the last
 * property of runtime-spec 1.3.0 arrived, that is nothing.
 */
public final class UnsupportedYet {

    private UnsupportedYet() {}

    /** Everything that the config asks for in vain; empty when carafe can do it all. */
    public static List<Problem> problems(Config config) {
        return List.of();
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
}
