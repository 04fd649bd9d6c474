package dev.carafe.conformance.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A bundle that a test edits, and then creates or runs a container from. */
public final class Bundle {

    private final Lab lab;
    private final Path directory;
    private final String id;
    private final ObjectNode config;

    private Bundle(Lab lab, Path directory, String id, ObjectNode config) {
        this.lab = lab;
        this.directory = directory;
        this.id = id;
        this.config = config;
    }

    static Bundle create(Lab lab, Path directory, String id) {
        try (InputStream template =
                Objects.requireNonNull(
                        Bundle.class.getResourceAsStream("config.json"), "config.json")) {
            Files.createDirectory(directory);
            Rootfs.copyTo(directory.resolve("rootfs"));
            ObjectNode config =
                    (ObjectNode)
                            Json.parse(new String(template.readAllBytes(), StandardCharsets.UTF_8));
            Bundle bundle = new Bundle(lab, directory, id, config);
            return bundle.add("/process/env", Json.text(Lab.MARKER + "=" + lab.id()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The bundle's directory. */
    public Path directory() {
        return directory;
    }

    /** The root filesystem's directory. */
    public Path rootfs() {
        return directory.resolve("rootfs");
    }

    /** Applies a merge patch (RFC 7396) to config.json. */
    public Bundle merge(String patch) {
        Json.merge(config, Json.parse(patch));
        return this;
    }

    /** Appends to an array, which is made where there is none. */
    public Bundle add(String pointer, String element) {
        int slash = pointer.lastIndexOf('/');
        String name = pointer.substring(slash + 1);
        ObjectNode parent = (ObjectNode) config.at(pointer.substring(0, slash));
        ArrayNode array =
                parent.get(name) instanceof ArrayNode there ? there : parent.putArray(name);
        array.add(Json.parse(element));
        return this;
    }

    /** Appends a mount. */
    public Bundle mount(String destination, String type, String source, String... options) {
        return add(
                "/mounts",
                "{\"destination\":%s,\"type\":%s,\"source\":%s,\"options\":%s}"
                        .formatted(
                                Json.text(destination),
                                Json.text(type),
                                Json.text(source),
                                Json.text(options)));
    }

    /** Appends a bind mount of a host path. */
    public Bundle bind(Path source, String destination, String... options) {
        List<String> all = new ArrayList<>(List.of("rbind"));
        all.addAll(Arrays.asList(options));
        return mount(destination, "bind", source.toString(), all.toArray(String[]::new));
    }

    /** Removes the entry of {@code /mounts} with this destination. */
    public Bundle withoutMount(String destination) {
        return removeFrom("/mounts", "destination", destination);
    }

    /** Removes a namespace. */
    public Bundle withoutNamespace(String type) {
        return removeFrom("/linux/namespaces", "type", type);
    }

    /** Adds a new namespace. */
    public Bundle namespace(String type) {
        return withoutNamespace(type)
                .add("/linux/namespaces", "{\"type\":%s}".formatted(Json.text(type)));
    }

    /** Adds a namespace that is joined. */
    public Bundle namespace(String type, String path) {
        return withoutNamespace(type)
                .add(
                        "/linux/namespaces",
                        "{\"type\":%s,\"path\":%s}".formatted(Json.text(type), Json.text(path)));
    }

    /**
     * Gives the container a user namespace, whose root is user 100000 and group 200000 of the host,
     * and the root filesystem to it.
     */
    public Bundle mapped() {
        lab.host("chown", "-R", "-h", "100000:200000", rootfs().toString()).run().ok();
        return namespace("user")
                .merge(
                        """
                        {"linux":{"uidMappings":[{"containerID":0,"hostID":100000,"size":65536}],
                                  "gidMappings":[{"containerID":0,"hostID":200000,"size":65536}]}}
                        """);
    }

    /** Sets the process's arguments. */
    public Bundle args(String... args) {
        return merge("{\"process\":{\"args\":%s}}".formatted(Json.text(args)));
    }

    /** Makes the process a shell that runs a script. */
    public Bundle shell(String script) {
        return args("/bin/sh", "-c", script);
    }

    /** Makes the process one that says {@code up} and stays until it is signalled. */
    public Bundle staying() {
        return shell("trap 'exit 0' TERM; echo up; while :; do sleep 0.05; done");
    }

    /** Grants capabilities, in all sets but inheritable and ambient. */
    public Bundle capable(String... names) {
        String all = Json.text(names);
        return merge(
                "{\"process\":{\"capabilities\":{\"bounding\":%1$s,\"effective\":%1$s,\"permitted\":%1$s}}}"
                        .formatted(all));
    }

    /** The configuration as it stands; changes to it count. */
    public ObjectNode config() {
        return config;
    }

    /** Writes config.json. */
    public Bundle write() {
        return write(Json.text(config));
    }

    /** Writes any text as config.json. */
    public Bundle write(String text) {
        try {
            Files.writeString(directory.resolve("config.json"), text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return this;
    }

    /** Runs the container in the foreground, to its end. */
    public Result run(String... options) {
        return operation("run", options).run();
    }

    /** Starts a foreground {@code run}. */
    public Running startRun(String... options) {
        return operation("run", options).start();
    }

    /** Tries to create the container. */
    public Result tryCreate(String... options) {
        return operation("create", options).run();
    }

    /** The container of this bundle, whether or not it exists. */
    public Container container() {
        return lab.container(id);
    }

    /** Creates the container; that must succeed. */
    public Container create(String... options) {
        Running creator = operation("create", options).start();
        creator.await().ok();
        return new Container(lab, id, creator);
    }

    /** Creates and starts a container that stays, and waits until its process runs. */
    public Container boot(String... options) {
        Container container = staying().create(options);
        container.start().ok();
        return container.awaitOut("up");
    }

    /** An operation on this bundle, with its config.json written. */
    public Command operation(String operation, String... options) {
        write();
        return unwritten(operation, options);
    }

    /** An operation on this bundle as its files are. */
    public Command unwritten(String operation, String... options) {
        List<String> words = new ArrayList<>(List.of(operation, "--bundle", directory.toString()));
        words.addAll(Arrays.asList(options));
        words.add(id);
        return lab.runtime(words.toArray(String[]::new));
    }

    /** Carafe's {@code plan} of this bundle as its files are. */
    public Command plan(String... options) {
        List<String> words = new ArrayList<>(List.of("plan", "--bundle", directory.toString()));
        words.addAll(Arrays.asList(options));
        return lab.runtime(words.toArray(String[]::new));
    }

    private Bundle removeFrom(String pointer, String key, String value) {
        ArrayNode array = (ArrayNode) config.at(pointer);
        for (int i = array.size() - 1; i >= 0; i--) {
            JsonNode element = array.get(i);
            if (element.path(key).asString().equals(value)) {
                array.remove(i);
            }
        }
        return this;
    }
}
