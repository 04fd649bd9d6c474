package dev.carafe.lifecycle;

import dev.carafe.spec.error.SpecException;

import java.nio.file.Path;

/** config.json is not acceptable; the message lists every problem with its line and pointer. */
public final class BundleException extends LifecycleException {
    private static final long serialVersionUID = 1;

    BundleException(Path bundle, ConfigText text, SpecException cause) {
        super(
                text.describe(cause.problems()),
                cause,
                ErrorDetail.of(bundle.resolve("config.json"), text.located(cause.problems())));
    }
}
