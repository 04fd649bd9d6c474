package dev.carafe.conformance.e2e;

import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the engine that a class's tests take, and stops it after the last of them. */
final class EngineExtension implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(EngineExtension.class);

    private static final Map<Class<?>, Supplier<AutoCloseable>> ENGINES =
            Map.of(
                    Containerd.class, Containerd::start,
                    Docker.class, Docker::start,
                    Podman.class, Podman::prepare,
                    Conmon.class, Conmon::prepare);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return ENGINES.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        ExtensionContext testClass = context.getParent().orElseThrow();
        // The store closes what it holds when the class's tests are over.
        return testClass
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(type, key -> Objects.requireNonNull(ENGINES.get(type)).get());
    }
}
