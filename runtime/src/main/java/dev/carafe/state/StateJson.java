package dev.carafe.state;

import dev.carafe.spec.Hook;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code state.json}. */
final class StateJson {
    private StateJson() {}

    static byte[] write(StoredContainer container) {
        ObjectNode node = JsonFile.newObject();
        node.put("ociVersion", container.ociVersion());
        node.put("id", container.id());
        node.put("bundle", container.bundle());
        node.put("rootfs", container.rootfs());
        JsonFile.putProcess(node, "init", container.init());
        node.put("created", container.created());
        node.put("ownerUid", container.ownerUid());
        JsonFile.putStrings(node, "annotations", container.annotations());
        JsonFile.putCgroups(node, container.cgroups());
        JsonFile.putStrings(node, "namespacePaths", container.namespacePaths());
        putHooks(node, "poststart", container.poststart());
        putHooks(node, "poststop", container.poststop());
        ObjectNode pointers = node.putObject("pointers");
        container.pointers().forEach((index, text) -> pointers.put(Integer.toString(index), text));
        node.put("config", container.config());
        node.put("configDigest", container.configDigest());
        ArrayNode resctrl = node.putArray("resctrl");
        container.resctrl().forEach(resctrl::add);
        node.put("newKeyring", container.newKeyring());
        MountsJson.put(node, "addedMounts", container.addedMounts());
        return JsonFile.bytes(node);
    }

    static StoredContainer read(Path file, byte[] bytes) {
        return JsonFile.read(file, bytes, StateJson::container);
    }

    private static StoredContainer container(JsonNode node) {
        Map<Integer, String> pointers = new LinkedHashMap<>();
        JsonFile.strings(node.required("pointers"))
                .forEach((index, text) -> pointers.put(Integer.parseInt(index), text));
        return new StoredContainer(
                node.required("ociVersion").stringValue(),
                node.required("id").stringValue(),
                node.required("bundle").stringValue(),
                node.required("rootfs").stringValue(),
                JsonFile.process(node.required("init")),
                node.required("created").stringValue(),
                node.required("ownerUid").intValue(),
                JsonFile.strings(node.required("annotations")),
                JsonFile.cgroups(node),
                JsonFile.strings(node.required("namespacePaths")),
                hooks(node.required("poststart")),
                hooks(node.required("poststop")),
                pointers,
                // Absent in what was written before there was any, as are those below.
                node.path("config").stringValue("config.json"),
                node.required("configDigest").stringValue(),
                list(node.path("resctrl")),
                node.path("newKeyring").booleanValue(true),
                MountsJson.read(node.path("addedMounts")));
    }

    private static void putHooks(ObjectNode parent, String name, List<Hook> hooks) {
        ArrayNode array = parent.putArray(name);
        for (Hook hook : hooks) {
            ObjectNode node = array.addObject().put("path", hook.path());
            ArrayNode args = node.putArray("args");
            hook.args().forEach(args::add);
            ArrayNode env = node.putArray("env");
            hook.env().forEach(env::add);
            if (hook.timeoutSeconds() != null) {
                node.put("timeoutSeconds", hook.timeoutSeconds());
            }
        }
    }

    private static List<Hook> hooks(JsonNode array) {
        List<Hook> hooks = new ArrayList<>();
        for (JsonNode node : array) {
            JsonNode timeout = node.get("timeoutSeconds");
            hooks.add(
                    new Hook(
                            node.required("path").stringValue(),
                            list(node.required("args")),
                            list(node.required("env")),
                            timeout == null ? null : timeout.intValue()));
        }
        return hooks;
    }

    static List<String> list(JsonNode array) {
        List<String> values = new ArrayList<>();
        array.forEach(value -> values.add(value.stringValue()));
        return values;
    }
}
