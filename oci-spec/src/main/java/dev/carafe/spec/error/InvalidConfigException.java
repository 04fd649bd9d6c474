package dev.carafe.spec.error;

import java.util.List;

/** A document that the runtime-spec does not allow. */
public final class InvalidConfigException extends SpecException {

    private static final long serialVersionUID = 1L;

    /**
     * @param document name of the document, such as {@code config.json}
     * @param problems what is wrong; at least one
     */
    public InvalidConfigException(String document, List<Problem> problems) {
        super(document, problems);
    }
}
