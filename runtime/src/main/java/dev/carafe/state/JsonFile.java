package dev.carafe.state;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.ProcessReference;
import dev.carafe.state.StoreException.Kind;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The common form of the records on disk: a JSON object with a {@code version}. Unknown members are
 * ignored, so that a later build can add some without a new version.
 *
 * <p>The trees are made by hand: binding to records costs a cold JVM 45 ms.
 */
final class JsonFile {
    /** The format that this build writes, and the latest that it reads. */
    static final int VERSION = 1;

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private JsonFile() {}

    static ObjectNode newObject() {
        return MAPPER.createObjectNode().put("version", VERSION);
    }

    static byte[] bytes(ObjectNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** Reads a record, with every way in which it can be damaged as {@link Kind#CORRUPT}. */
    static <T> T read(Path file, byte[] bytes, Function<JsonNode, T> record) {
        try {
            JsonNode node = MAPPER.readTree(bytes);
            int version = node.required("version").asInt();
            if (version > VERSION) {
                throw corrupt(
                        file,
                        "format " + version + " of a later build; this one reads " + VERSION,
                        null);
            }
            return record.apply(node);
        } catch (JacksonException e) {
            long offset = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
            String place = offset < 0 ? "" : "at byte " + offset + " of " + bytes.length + ": ";
            throw corrupt(file, place + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw corrupt(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static StoreException corrupt(Path file, String why, @Nullable Throwable cause) {
        return new StoreException(Kind.CORRUPT, "damaged state file " + file + ": " + why, cause);
    }

    static void putProcess(ObjectNode parent, String name, ProcessReference process) {
        parent.putObject(name)
                .put("pid", process.pid())
                .put("startTimeTicks", process.startTimeTicks());
    }

    static ProcessReference process(JsonNode node) {
        return new ProcessReference(
                node.required("pid").intValue(), node.required("startTimeTicks").longValue());
    }

    static void putCgroups(ObjectNode parent, CgroupDirectories cgroups) {
        ObjectNode node = parent.putObject("cgroups");
        ObjectNode v1 = node.putObject("v1");
        cgroups.v1().forEach((controller, path) -> v1.put(controller, path.toString()));
        cgroups.v2().ifPresent(path -> node.put("v2", path.toString()));
        cgroups.unit().ifPresent(unit -> node.put("unit", unit));
    }

    static CgroupDirectories cgroups(JsonNode parent) {
        JsonNode node = parent.required("cgroups");
        Map<String, Path> v1 = new LinkedHashMap<>();
        strings(node.path("v1")).forEach((controller, path) -> v1.put(controller, Path.of(path)));
        return new CgroupDirectories(
                v1,
                Optional.ofNullable(node.get("v2")).map(path -> Path.of(path.stringValue())),
                Optional.ofNullable(node.get("unit")).map(JsonNode::stringValue));
    }

    static void putStrings(ObjectNode parent, String name, Map<String, String> values) {
        ObjectNode node = parent.putObject(name);
        values.forEach(node::put);
    }

    static Map<String, String> strings(JsonNode node) {
        Map<String, String> values = new LinkedHashMap<>();
        node.properties().forEach(e -> values.put(e.getKey(), e.getValue().stringValue()));
        return values;
    }
}
