package dev.carafe.conformance.e2e;

import dev.carafe.conformance.harness.Conformance;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks tests that drive the runtime through an engine. They take the engine beside their lab; it
 * is started once for the class.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Conformance
@ExtendWith(EngineExtension.class)
@Tag("e2e")
@interface EndToEnd {
    /** The engine that the tests, inherited ones as well, are given. */
    EngineKind value();
}
