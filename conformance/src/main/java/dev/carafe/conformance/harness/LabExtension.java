package dev.carafe.conformance.harness;

import dev.carafe.conformance.report.Recorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test its {@link Lab}; afterwards deletes its containers, looks for leaks, and removes
 * everything.
 */
final class LabExtension implements ParameterResolver, AfterEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(LabExtension.class);
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final Set<Lab> LIVE = ConcurrentHashMap.newKeySet();
    private static @Nullable Path base;
    private static volatile boolean ending;

    /** The directory of this run, below which every test's directory lies. */
    static synchronized Path base() {
        if (base == null) {
            try {
                // Podman takes no path of more than 50 characters for what it has running.
                Path made = Files.createTempDirectory("ct");
                Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
                Runtime.getRuntime().addShutdownHook(new Thread(() -> end(made)));
                base = made;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return base;
    }

    /** Also when the suite is told to end: what the tests have under way goes with it. */
    private static void end(Path made) {
        ending = true;
        LIVE.forEach(CleanUp::byForce);
        // What a test thread or an engine had begun a moment before.
        LIVE.forEach(CleanUp::byForce);
        CleanUp.removeTree(made);
    }

    /** Whether nothing more may be started. */
    static boolean isEnding() {
        return ending;
    }

    /** Ends what a lab that several tests share has under way, and forgets it. */
    static void forget(Lab lab) {
        CleanUp.byForce(lab);
        LIVE.remove(lab);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Lab.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(Lab.class, key -> newLab(), Lab.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Lab lab = context.getStore(NAMESPACE).get(Lab.class, Lab.class);
        if (lab == null) {
            return;
        }
        List<String> said = lab.started().stream().map(Running::err).toList();
        List<String> leaks;
        try {
            leaks = CleanUp.deleteContainers(lab);
            lab.runAfterwards();
            if (context.getExecutionException().isPresent()) {
                // What the test itself has running is no leak of the runtime's.
                lab.started().forEach(Running::destroy);
            }
            leaks.addAll(Leaks.find(lab));
        } finally {
            CleanUp.byForce(lab);
            LIVE.remove(lab);
        }
        // A failed test may stop half-way; its own message matters more than what it left.
        if (!leaks.isEmpty() && context.getExecutionException().isEmpty()) {
            throw new AssertionError(Recorder.LEFT_BEHIND + String.join("; ", leaks));
        }
        if (Settings.callsAreDenied()) {
            context.getExecutionException().ifPresent(failure -> tellAll(failure, said, leaks));
        }
    }

    /** Where a system call is denied, what the runtime said and left decides about the failure. */
    private static void tellAll(Throwable failure, List<String> said, List<String> leaks) {
        said.forEach(line -> failure.addSuppressed(new AssertionError("said: " + line)));
        leaks.forEach(
                leak -> failure.addSuppressed(new AssertionError(Recorder.LEFT_BEHIND + leak)));
    }

    static Lab newLab() {
        String id = "ct%d-%04d".formatted(ProcessHandle.current().pid(), COUNTER.incrementAndGet());
        try {
            Lab lab = new Lab(Settings.fromProperties(), id, base().resolve(id));
            LIVE.add(lab);
            return lab;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
