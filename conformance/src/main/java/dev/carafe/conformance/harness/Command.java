package dev.carafe.conformance.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A command line in the making, for the runtime or for a tool of the host. */
public final class Command {

    private final Lab lab;
    private final List<String> words;
    private final List<String> prefix = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Path directory;
    private @Nullable String input;
    private @Nullable Path inputFile;

    Command(Lab lab, List<String> words) {
        this.lab = lab;
        this.words = List.copyOf(words);
        this.directory = lab.directory();
    }

    /** Runs the command through another: {@code setpriv ...}, {@code sh -c 'exec "$@" 3<f' sh}. */
    public Command via(String... command) {
        prefix.addAll(0, Arrays.asList(command));
        return this;
    }

    /** Sets an environment variable. */
    public Command with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Sets the working directory. */
    public Command in(Path workingDirectory) {
        directory = workingDirectory;
        return this;
    }

    /** Sets what stdin holds; without it stdin is empty. */
    public Command stdin(String text) {
        input = text;
        return this;
    }

    /** Makes a file, FIFO or device stdin. */
    public Command stdinFrom(Path file) {
        inputFile = file;
        return this;
    }

    /** Runs to the end. */
    public Result run() {
        return start().await();
    }

    /** Starts, and leaves the waiting to the caller. */
    public Running start() {
        if (LabExtension.isEnding()) {
            throw new IllegalStateException("the suite is ending: not starting " + words);
        }
        List<String> all = new ArrayList<>(prefix);
        all.addAll(words);
        try {
            Path out = Files.createTempFile(lab.output(), "out", "");
            Path err = Files.createTempFile(lab.output(), "err", "");
            ProcessBuilder builder =
                    new ProcessBuilder(all)
                            .directory(directory.toFile())
                            .redirectInput(stdinSource())
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
            builder.environment().put(Lab.MARKER, lab.id());
            // An engine that a terminal test starts on demand would count as left behind.
            builder.environment().putIfAbsent("CARAFE_ENGINE_ONDEMAND", "0");
            builder.environment().putAll(lab.environment());
            builder.environment().putAll(environment);
            Running running =
                    new Running(all, builder.start(), out, err, lab.settings().commandLimit());
            lab.track(running);
            return running;
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot start " + all, failure);
        }
    }

    private Redirect stdinSource() throws IOException {
        if (inputFile != null) {
            return Redirect.from(inputFile.toFile());
        }
        // Not /dev/null: crun gives its standard streams to the container's user, the host's device
        // included.
        Path file = Files.createTempFile(lab.output(), "in", "");
        Files.writeString(file, input == null ? "" : input);
        return Redirect.from(file.toFile());
    }
}
