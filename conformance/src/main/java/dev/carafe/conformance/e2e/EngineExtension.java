package dev.carafe.conformance.e2e;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the engine that a class's tests take, and stops it after the last of them. */
final class EngineExtension implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(EngineExtension.class);

    private static EngineKind kind(ExtensionContext context) {
        EndToEnd mark = context.getRequiredTestClass().getAnnotation(EndToEnd.class);
        if (mark == null) {
            throw new IllegalStateException("no @EndToEnd on " + context.getRequiredTestClass());
        }
        return mark.value();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return kind(context).is(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        EngineKind kind = kind(context);
        ExtensionContext testClass = context.getParent().orElseThrow();
        // The store closes what it holds when the class's tests are over.
        return testClass.getStore(NAMESPACE).getOrComputeIfAbsent(kind, EngineKind::start);
    }
}
