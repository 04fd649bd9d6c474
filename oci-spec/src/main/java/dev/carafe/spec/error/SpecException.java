package dev.carafe.spec.error;

import java.util.List;
import java.util.stream.Collectors;

/** A document that carafe cannot accept, with everything that is wrong with it. */
public abstract sealed class SpecException extends Exception
        permits MalformedJsonException, InvalidConfigException, UnsupportedConfigException {

    private static final long serialVersionUID = 1L;
    private final transient List<Problem> problems;

    SpecException(String document, List<Problem> all) {
        List<Problem> problems = Problems.first(all);
        super(problems.stream().map(p -> document + " " + p).collect(Collectors.joining("; ")));
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("no problems to report");
        }
        this.problems = List.copyOf(problems);
    }

    /**
     * What is wrong, in the order of the document as far as it is known; never empty. Where it is
     * more than people read, the last entry says that there is more.
     */
    public List<Problem> problems() {
        return problems;
    }
}
