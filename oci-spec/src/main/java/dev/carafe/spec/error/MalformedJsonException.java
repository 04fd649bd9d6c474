package dev.carafe.spec.error;

import java.util.List;

/** A document that is not JSON, or names a property twice. */
public final class MalformedJsonException extends SpecException {

    private static final long serialVersionUID = 1L;

    /**
     * @param document name of the document, such as {@code config.json}
     * @param problems what is wrong; at least one
     */
    public MalformedJsonException(String document, List<Problem> problems) {
        super(document, problems);
    }
}
