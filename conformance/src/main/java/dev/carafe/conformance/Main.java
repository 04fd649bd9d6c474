package dev.carafe.conformance;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import dev.carafe.conformance.report.JunitXml;
import dev.carafe.conformance.report.Outcome;
import dev.carafe.conformance.report.ReasonList;
import dev.carafe.conformance.report.Recorder;
import dev.carafe.conformance.report.Tap;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the suite over one runtime: TAP on stdout, JUnit XML in the report directory. */
public final class Main {

    private Main() {}

    /**
     * Leaves with 0 when nothing failed unexpectedly, 1 when something did, 2 on a bad command
     * line.
     */
    public static void main(String[] arguments) throws IOException {
        Options options;
        try {
            options = Options.parse(List.of(arguments));
        } catch (IllegalArgumentException bad) {
            System.err.println(bad.getMessage());
            System.err.println(Options.USAGE);
            System.exit(2);
            return;
        }
        System.setProperty("carafe.runtime", options.runtime().toString());
        System.setProperty("carafe.name", options.name());
        System.setProperty("carafe.timescale", Integer.toString(options.timeScale()));
        System.setProperty("carafe.denied", String.join(",", options.deniedCalls()));
        System.exit(run(options) ? 0 : 1);
    }

    private static boolean run(Options options) throws IOException {
        PrintStream out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Tap tap = new Tap(out);
        Recorder recorder = new Recorder(tap, options.expectedFailures(), options.deniedCalls());
        LauncherFactory.create().execute(request(options).build(), recorder);
        List<Outcome> outcomes = recorder.outcomes();
        tap.finish(outcomes);
        Files.createDirectories(options.report());
        JunitXml.write(
                options.report().resolve("TEST-" + options.name() + ".xml"),
                options.name(),
                outcomes);
        List<Outcome> badSkips =
                options.strictSkips()
                        ? forbiddenSkips(outcomes, options.allowedSkips())
                        : List.of();
        badSkips.forEach(
                skip -> out.println("# skip not allowed: " + skip.name() + ": " + skip.reason()));
        return !outcomes.isEmpty()
                && badSkips.isEmpty()
                && outcomes.stream()
                        .noneMatch(outcome -> outcome.status() == Outcome.Status.FAILED);
    }

    private static LauncherDiscoveryRequestBuilder request(Options options) {
        LauncherDiscoveryRequestBuilder request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectPackage("dev.carafe.conformance"))
                        .filters(only(options.filter()))
                        .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                        .configurationParameter(
                                "junit.jupiter.execution.parallel.mode.default", "same_thread")
                        .configurationParameter(
                                "junit.jupiter.execution.parallel.mode.classes.default",
                                "concurrent")
                        .configurationParameter(
                                "junit.jupiter.execution.parallel.config.strategy", "fixed")
                        .configurationParameter(
                                "junit.jupiter.execution.parallel.config.fixed.parallelism",
                                Integer.toString(options.threads()))
                        .configurationParameter(
                                "junit.jupiter.execution.parallel.config.fixed.max-pool-size",
                                Integer.toString(options.threads()));
        if (!options.tags().isEmpty()) {
            request.filters(TagFilter.includeTags(options.tags()));
        }
        if (!options.excludedTags().isEmpty()) {
            request.filters(TagFilter.excludeTags(options.excludedTags()));
        }
        return request;
    }

    private static PostDiscoveryFilter only(Pattern filter) {
        return test ->
                test.getSource().orElse(null) instanceof MethodSource method
                        ? FilterResult.includedIf(
                                filter.matcher(method.getClassName() + "." + method.getMethodName())
                                        .find())
                        : FilterResult.included("a container of tests");
    }

    private static List<Outcome> forbiddenSkips(List<Outcome> outcomes, ReasonList allowed) {
        return outcomes.stream()
                .filter(outcome -> outcome.status() == Outcome.Status.SKIPPED)
                .filter(outcome -> allowed.reasonFor(outcome.reason()).isEmpty())
                .toList();
    }
}
