package dev.carafe.conformance.harness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A container of the runtime under test, by id. */
public final class Container {

    private final Lab lab;
    private final String id;
    private final @Nullable Running creator;

    Container(Lab lab, String id) {
        this(lab, id, null);
    }

    Container(Lab lab, String id, @Nullable Running creator) {
        this.lab = lab;
        this.id = id;
        this.creator = creator;
    }

    /** The container's id. */
    public String id() {
        return id;
    }

    /** Runs {@code start}. */
    public Result start() {
        return call("start");
    }

    /** Runs {@code kill}. */
    public Result kill(String signal) {
        return lab.runtime("kill", id, signal).run();
    }

    /** A command of exec's in the container. */
    public Command exec(String... command) {
        return exec(List.of(), command);
    }

    /** A command of exec's in the container, with flags. */
    public Command exec(List<String> flags, String... command) {
        List<String> words = new ArrayList<>(List.of("exec"));
        words.addAll(flags);
        words.add(id);
        words.addAll(Arrays.asList(command));
        return lab.runtime(words.toArray(String[]::new));
    }

    /** Runs {@code delete} with options. */
    public Result delete(String... options) {
        return call("delete", options);
    }

    /** Runs {@code state}. */
    public Result tryState() {
        return call("state");
    }

    /** The container's state, which must exist. */
    public JsonNode state() {
        return Json.parse(tryState().ok().out());
    }

    /** The status in the container's state. */
    public String status() {
        return state().path("status").asString();
    }

    /** The pid of init as the host sees it. */
    public long pid() {
        return state().path("pid").asLong();
    }

    /** Waits for a status. */
    public Container awaitStatus(String status) {
        Poll.until(
                "status " + status + " of " + id,
                () -> status().equals(status),
                () -> tryState().toString());
        return this;
    }

    /**
     * What the container wrote to stdout so far; it is the stdout of the command that created it.
     */
    public String out() {
        if (creator == null) {
            throw new IllegalStateException("this test did not create " + id);
        }
        return creator.out();
    }

    /** What the container wrote to stderr so far. */
    public String err() {
        if (creator == null) {
            throw new IllegalStateException("this test did not create " + id);
        }
        return creator.err();
    }

    /** Waits until a text is on the container's stdout. */
    public Container awaitOut(String text) {
        Poll.until("\"" + text + "\" from " + id, () -> out().contains(text), () -> out() + err());
        return this;
    }

    private Result call(String operation, String... options) {
        List<String> words = new ArrayList<>();
        words.add(operation);
        words.addAll(Arrays.asList(options));
        words.add(id);
        return lab.runtime(words.toArray(String[]::new)).run();
    }
}
