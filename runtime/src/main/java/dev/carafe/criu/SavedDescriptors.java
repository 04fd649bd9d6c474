package dev.carafe.criu;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * What the standard streams of a container were, as {@code /proc/PID/fd} has them: a JSON list of
 * texts, which runc keeps beside the images too.
 */
public final class SavedDescriptors {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private SavedDescriptors() {}

    /** The JSON. */
    public static byte[] write(List<String> targets) {
        ArrayNode array = MAPPER.createArrayNode();
        targets.forEach(array::add);
        return MAPPER.writeValueAsBytes(array);
    }

    /**
     * The targets.
     *
     * @throws CriuException when it is no such list
     */
    public static List<String> read(byte[] json) {
        List<String> targets = new ArrayList<>();
        try {
            for (JsonNode node : MAPPER.readTree(json)) {
                targets.add(node.stringValue(""));
            }
        } catch (JacksonException e) {
            throw new CriuException(e.getOriginalMessage(), e);
        }
        return targets;
    }
}
