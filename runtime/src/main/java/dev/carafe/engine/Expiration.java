package dev.carafe.engine;

import java.util.Optional;

/** One reason for which a resident engine leaves; asked every few seconds. */
@FunctionalInterface
interface Expiration {
    /** Why it is time to leave; empty when, as far as this goes, the engine stays. */
    Optional<String> reason();
}
