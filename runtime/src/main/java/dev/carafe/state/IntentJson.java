package dev.carafe.state;

import dev.carafe.state.Intent.Action;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code intent.json}. */
final class IntentJson {
    private IntentJson() {}

    static byte[] write(Intent intent) {
        ObjectNode node = JsonFile.newObject();
        node.put("action", intent.action().name().toLowerCase(Locale.ROOT));
        JsonFile.putProcess(node, "client", intent.client());
        JsonFile.putCgroups(node, intent.cgroups());
        ArrayNode made = node.putArray("madeDirectories");
        intent.madeDirectories().forEach(path -> made.add(path.toString()));
        intent.init().ifPresent(init -> JsonFile.putProcess(node, "init", init));
        if (!intent.before().isEmpty()) {
            ObjectNode before = node.putObject("before");
            intent.before().forEach((file, text) -> before.put(file.toString(), text));
        }
        intent.dump()
                .ifPresent(dump -> {
                    JsonFile.putProcess(node, "criu", dump.criu());
                    node.put("paused", dump.paused());
                });
        return JsonFile.bytes(node);
    }

    static Intent read(Path file, byte[] bytes) {
        return JsonFile.read(file, bytes, IntentJson::intent);
    }

    private static Intent intent(JsonNode node) {
        List<Path> made = new ArrayList<>();
        node.required("madeDirectories").forEach(path -> made.add(Path.of(path.stringValue())));
        Map<Path, String> before = new LinkedHashMap<>();
        JsonFile.strings(node.path("before"))
                .forEach((file, text) -> before.put(Path.of(file), text));
        return new Intent(
                Action.valueOf(node.required("action").stringValue().toUpperCase(Locale.ROOT)),
                JsonFile.process(node.required("client")),
                JsonFile.cgroups(node),
                made,
                Optional.ofNullable(node.get("init")).map(JsonFile::process),
                before,
                Optional.ofNullable(node.get("criu"))
                        .map(JsonFile::process)
                        .map(criu -> new Intent.Dump(criu, node.path("paused").asBoolean(false))));
    }
}
