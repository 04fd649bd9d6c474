package dev.carafe.state;

import dev.carafe.spec.IdMapping;
import dev.carafe.spec.Mount;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Mounts in {@code state.json}, with the names that they have in config.json. */
final class MountsJson {
    private MountsJson() {}

    static void put(ObjectNode parent, String name, List<Mount> mounts) {
        ArrayNode array = parent.putArray(name);
        for (Mount mount : mounts) {
            ObjectNode node = array.addObject().put("destination", mount.destination());
            if (mount.type() != null) {
                node.put("type", mount.type());
            }
            if (mount.source() != null) {
                node.put("source", mount.source());
            }
            ArrayNode options = node.putArray("options");
            mount.options().forEach(options::add);
            putMappings(node, "uidMappings", mount.uidMappings());
            putMappings(node, "gidMappings", mount.gidMappings());
        }
    }

    private static void putMappings(ObjectNode parent, String name, List<IdMapping> mappings) {
        ArrayNode array = parent.putArray(name);
        for (IdMapping mapping : mappings) {
            array.addObject()
                    .put("containerID", mapping.containerId())
                    .put("hostID", mapping.hostId())
                    .put("size", mapping.size());
        }
    }

    static List<Mount> read(JsonNode array) {
        List<Mount> mounts = new ArrayList<>();
        for (JsonNode node : array) {
            JsonNode type = node.get("type");
            JsonNode source = node.get("source");
            mounts.add(
                    new Mount(
                            node.required("destination").stringValue(),
                            type == null ? null : type.stringValue(),
                            source == null ? null : source.stringValue(),
                            StateJson.list(node.path("options")),
                            mappings(node.path("uidMappings")),
                            mappings(node.path("gidMappings"))));
        }
        return mounts;
    }

    private static List<IdMapping> mappings(JsonNode array) {
        List<IdMapping> mappings = new ArrayList<>();
        for (JsonNode node : array) {
            mappings.add(
                    new IdMapping(
                            node.required("containerID").longValue(),
                            node.required("hostID").longValue(),
                            node.required("size").longValue()));
        }
        return mappings;
    }
}
