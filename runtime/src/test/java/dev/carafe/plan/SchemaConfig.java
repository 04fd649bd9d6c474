package dev.carafe.plan;

import dev.carafe.spec.read.ConfigReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes config.json files at random from the JSON Schema itself, so that there is no property that
 * it does not know. Most values are of the kind that the schema asks for.
 */
final class SchemaConfig {
    private static final String DIRECTORY = "/dev/carafe/spec/schema/";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonMapper MAPPER = new JsonMapper();

    /** How many of a hundred optional properties a file has. */
    private static final List<Integer> DENSITIES = List.of(2, 5, 15, 40, 90);

    /** One of so many values is none that the schema allows. */
    private static final int GOOD_VALUES = 400;

    private static final int MAX_ITEMS = 3;

    private final Random random;
    private final Map<String, JsonNode> documents = new HashMap<>();
    private final Set<String> written = new TreeSet<>();
    private int density;

    SchemaConfig(Random random) {
        this.random = random;
    }

    /** The pointers that were written so far, with * for an index or a name that is free. */
    Set<String> written() {
        return written;
    }

    /** The pointers that the schema has. */
    Set<String> known() {
        Set<String> known = new TreeSet<>();
        collect(document("config.json"), document("config.json"), "", known);
        return known;
    }

    /** The next file. */
    ObjectNode next() {
        density = pick(DENSITIES);
        JsonNode schema = document("config.json");
        ObjectNode config = (ObjectNode) object(schema, schema, "");
        if (random.nextInt(4) != 0) {
            makePlausible(config);
        }
        return config;
    }

    /** What belongs together in different places, which a schema cannot say. */
    private void makePlausible(ObjectNode config) {
        if (config.has("linux") && !config.path("linux").isObject()) {
            return; // a value that is none
        }
        ObjectNode linux = config.withObject("/linux");
        ArrayNode namespaces = linux.putArray("namespaces");
        for (String type : List.of("mount", "pid", "network", "ipc", "uts", "cgroup", "time")) {
            namespaces.addObject().put("type", type);
        }
        if (linux.has("uidMappings") || linux.has("gidMappings") || random.nextInt(5) == 0) {
            namespaces.addObject().put("type", "user");
            for (String mappings : List.of("uidMappings", "gidMappings")) {
                linux.putArray(mappings)
                        .addObject()
                        .put("containerID", 0)
                        .put("hostID", random.nextInt(100_000))
                        .put("size", 1 + random.nextInt(65_536));
            }
        }
        for (JsonNode mount : config.path("mounts")) {
            if (mount instanceof ObjectNode object && random.nextBoolean()) {
                object.remove(List.of("uidMappings", "gidMappings"));
            }
        }
    }

    private JsonNode document(String name) {
        return documents.computeIfAbsent(
                name,
                key -> {
                    try (InputStream in = ConfigReader.class.getResourceAsStream(DIRECTORY + key)) {
                        if (in == null) {
                            throw new IllegalStateException("no schema " + key);
                        }
                        return MAPPER.readTree(in.readAllBytes());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /** A schema, and the document that its references are relative to. */
    private record Place(JsonNode document, JsonNode schema) {}

    private Place resolve(JsonNode document, JsonNode schema) {
        if (!schema.has("$ref")) {
            return new Place(document, schema);
        }
        String[] parts = schema.path("$ref").stringValue("").split("#", 2);
        JsonNode target = parts[0].isEmpty() ? document : document(parts[0]);
        JsonNode found = parts.length == 1 ? target : target.at(parts[1]);
        return resolve(target, found);
    }

    private void collect(JsonNode document, JsonNode schema, String pointer, Set<String> known) {
        Place place = resolve(document, schema);
        for (Map.Entry<String, JsonNode> property :
                place.schema().path("properties").properties()) {
            String below = pointer + "/" + property.getKey();
            known.add(below);
            collect(place.document(), property.getValue(), below, known);
        }
        for (String each : List.of("items", "additionalProperties")) {
            if (place.schema().path(each).isObject()) {
                collect(place.document(), place.schema().path(each), pointer + "/*", known);
            }
        }
    }

    private JsonNode value(JsonNode from, JsonNode schema, String pointer) {
        Place place = resolve(from, schema);
        if (random.nextInt(GOOD_VALUES) == 0) {
            return MAPPER.readTree(pick(SchemaWords.HOSTILE));
        }
        return switch (place.schema().path("type").stringValue("")) {
            case "object" -> object(place.document(), place.schema(), pointer);
            case "array" -> array(place, pointer);
            case "integer" -> number(place.schema());
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "string" -> NODES.stringNode(text(place.schema(), pointer));
            default -> throw new IllegalStateException("of no known type: " + place.schema());
        };
    }

    private JsonNode object(JsonNode document, JsonNode schema, String pointer) {
        ObjectNode object = NODES.objectNode();
        Set<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.stringValue()));
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            String name = property.getKey();
            if (required.contains(name) || random.nextInt(100) < density) {
                String below = pointer + "/" + name;
                written.add(below);
                object.set(name, value(document, property.getValue(), below));
            }
        }
        JsonNode others = schema.path("additionalProperties");
        if (others.isObject()) {
            for (int i = random.nextInt(MAX_ITEMS); i > 0; i--) {
                String name = name(resolve(document, schema.path("propertyNames")), pointer);
                object.set(name, value(document, others, pointer + "/*"));
            }
        }
        return object;
    }

    private String name(Place names, String pointer) {
        JsonNode words = names.schema().path("enum");
        return words.isArray()
                ? words.path(random.nextInt(words.size())).stringValue()
                : text(names.schema(), pointer + "/*name");
    }

    private JsonNode array(Place place, String pointer) {
        ArrayNode array = NODES.arrayNode();
        int least = place.schema().path("minItems").intValue(0);
        int most = place.schema().path("maxItems").intValue(Integer.MAX_VALUE);
        for (int i = Math.min(most, least + random.nextInt(MAX_ITEMS)); i > 0; i--) {
            array.add(value(place.document(), place.schema().path("items"), pointer + "/*"));
        }
        return array;
    }

    /** Mostly small; often at a limit of what is allowed. */
    private JsonNode number(JsonNode schema) {
        BigInteger least =
                schema.path("minimum").bigIntegerValue(BigInteger.valueOf(Long.MIN_VALUE));
        BigInteger most =
                schema.path("maximum").bigIntegerValue(BigInteger.valueOf(Long.MAX_VALUE));
        BigInteger number =
                switch (random.nextInt(8)) {
                    case 0 -> least;
                    case 1 -> most;
                    case 2 -> new BigInteger(64, random);
                    default -> BigInteger.valueOf(random.nextInt(200));
                };
        return NODES.numberNode(number.max(least).min(most));
    }

    private String text(JsonNode schema, String pointer) {
        JsonNode words = schema.path("enum");
        if (words.isArray()) {
            return words.path(random.nextInt(words.size())).stringValue();
        }
        List<String> fitting = SchemaWords.of(pointer, schema.path("pattern").stringValue(""));
        return pick(fitting);
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
