package dev.carafe.lifecycle;

import dev.carafe.spec.error.SpecException;

/** config.json is not acceptable; the message lists every problem with its line and pointer. */
public final class BundleException extends LifecycleException {
    private static final long serialVersionUID = 1;

    BundleException(ConfigText text, SpecException cause) {
        super(text.describe(cause.problems()), cause);
    }
}
