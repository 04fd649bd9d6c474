package dev.carafe.plan;

import static java.util.Objects.requireNonNull;

/**
 * One operation of a program, with where it came from.
 *
 * @param phase who runs it and when
 * @param operation what is done
 * @param pointer JSON pointer into config.json of the property that asked for it; empty when no
 *     property did
 */
public record Step(Phase phase, Operation operation, String pointer) {
    public Step {
        requireNonNull(pointer, "pointer is null");
        if (!operation.type().isAllowedIn(phase)) {
            throw new IllegalArgumentException(
                    operation.type().operationName() + " is not allowed in phase " + phase);
        }
    }
}
