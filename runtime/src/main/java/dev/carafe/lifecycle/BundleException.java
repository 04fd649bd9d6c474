package dev.carafe.lifecycle;

import dev.carafe.spec.error.Problem;
import dev.carafe.spec.error.SpecException;
import java.nio.file.Path;
import java.util.List;

/** config.json is not acceptable; the message lists every problem with its line and pointer. */
public final class BundleException extends LifecycleException {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;
    private final transient Path file;
    private final transient ConfigText text;

    private BundleException(ConfigText text, Path file, SpecException cause) {
        super(
                text.describe(cause.problems()),
                cause,
                ErrorDetail.of(file, text.located(cause.problems())));
        this.problems = text.located(cause.problems());
        this.file = file;
        this.text = text;
    }

    /** As of a config.json, of a process.json. */
    static BundleException ofProcess(Path file, ConfigText text, SpecException cause) {
        return new BundleException(text, file, cause);
    }

    BundleException(Path bundle, ConfigText text, SpecException cause) {
        this(text, text.file(bundle), cause);
    }

    /** The configuration. */
    Path file() {
        return file;
    }

    /** How a message about one of the problems begins. */
    String prefix(Problem problem) {
        return text.prefix(problem);
    }

    /** All problems, with their lines. */
    List<Problem> problems() {
        return problems;
    }
}
