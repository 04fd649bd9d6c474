package dev.carafe.spec.error;

import java.util.List;

/** A valid document that asks for something carafe does not do yet. */
public final class UnsupportedConfigException extends SpecException {

    private static final long serialVersionUID = 1L;

    /**
     * @param document name of the document, such as {@code config.json}
     * @param problems what is wrong; at least one
     */
    public UnsupportedConfigException(String document, List<Problem> problems) {
        super(document, problems);
    }
}
