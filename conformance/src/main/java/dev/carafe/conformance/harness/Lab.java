package dev.carafe.conformance.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One test's own world: an id, a directory, a private {@code --root}, bundles, and what was started
 * in it.
 */
public final class Lab {

    /**
     * The environment variable that marks every process that a test started; its value is the
     * test's id. Engines are not marked: carafe gives them {@code CARAFE_*} only.
     */
    public static final String MARKER = "CONFORMANCE_TEST";

    private final Settings settings;
    private final String id;
    private final Path directory;
    private final Path output;
    private final Path root;
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> globalFlags = new ArrayList<>();
    private final List<Runnable> atEnd = new ArrayList<>();
    private final List<Running> started = Collections.synchronizedList(new ArrayList<>());

    Lab(Settings settings, String id, Path directory) throws IOException {
        this.settings = settings;
        this.id = id;
        this.directory = Files.createDirectory(directory);
        this.output = Files.createDirectory(directory.resolve("output"));
        this.root = directory.resolve("root");
    }

    /** What the suite runs on. */
    public Settings settings() {
        return settings;
    }

    /** The test's id: the container's, and part of everything that the test makes. */
    public String id() {
        return id;
    }

    /** The id of another container of this test. */
    public String id(String suffix) {
        return id + "-" + suffix;
    }

    /** The test's directory, removed afterwards. */
    public Path directory() {
        return directory;
    }

    /** The runtime's {@code --root}. */
    public Path root() {
        return root;
    }

    /**
     * A new bundle with the default configuration and a busybox root filesystem, whose container
     * has the test's id.
     */
    public Bundle bundle() {
        return bundle("bundle", id);
    }

    /** Another new bundle. */
    public Bundle bundle(String name, String containerId) {
        return Bundle.create(this, directory.resolve(name), containerId);
    }

    /** The runtime under test with this test's {@code --root}. */
    public Command runtime(String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(settings.runtime().toString());
        words.add("--root");
        words.add(root.toString());
        words.addAll(globalFlags);
        words.addAll(Arrays.asList(arguments));
        return new Command(this, words);
    }

    /** Any other command of the host. */
    public Command host(String... words) {
        return new Command(this, Arrays.asList(words));
    }

    /** A container of this test by its id, whether or not it exists. */
    public Container container(String containerId) {
        return new Container(this, containerId);
    }

    /** Writes a file into the test's directory. */
    public Path file(String name, String content) {
        try {
            return Files.writeString(directory.resolve(name), content);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Makes a directory below the test's. */
    public Path subdirectory(String name) {
        try {
            return Files.createDirectories(directory.resolve(name));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A helper program that ships with the suite, as a file. */
    public Path helper(String name) {
        return Rootfs.helper(name);
    }

    /** Puts a global flag before every command of the runtime from here on. */
    public Lab flag(String flag) {
        globalFlags.add(flag);
        return this;
    }

    /** Sets an environment variable of every command from here on. */
    public Lab with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Map<String, String> environment() {
        return environment;
    }

    /**
     * Has something done when the test is over, before leaks are looked for; the last one first.
     */
    public void afterwards(Runnable action) {
        atEnd.addFirst(action);
    }

    void runAfterwards() {
        List.copyOf(atEnd).forEach(Runnable::run);
    }

    Path output() {
        return output;
    }

    void track(Running running) {
        started.add(running);
    }

    List<Running> started() {
        return List.copyOf(started);
    }
}
