package dev.carafe.spec.read;

import static dev.carafe.spec.read.Fields.flag;
import static dev.carafe.spec.read.Fields.integer;
import static dev.carafe.spec.read.Fields.list;
import static dev.carafe.spec.read.Fields.numberOrZero;
import static dev.carafe.spec.read.Fields.object;
import static dev.carafe.spec.read.Fields.text;
import static dev.carafe.spec.read.Fields.textMap;
import static dev.carafe.spec.read.Fields.textOrEmpty;
import static dev.carafe.spec.read.Fields.texts;

import dev.carafe.spec.Config;
import dev.carafe.spec.Hook;
import dev.carafe.spec.Hooks;
import dev.carafe.spec.IdMapping;
import dev.carafe.spec.Linux;
import dev.carafe.spec.Mount;
import dev.carafe.spec.Root;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** From a valid tree to a {@link Config}. */
final class ConfigMapper {

    static final Set<String> OTHER_PLATFORMS = Set.of("freebsd", "solaris", "vm", "windows", "zos");

    private ConfigMapper() {}

    static Config config(JsonNode node) {
        Hooks hooks = object(node, "hooks", ConfigMapper::hooks);
        Linux linux = object(node, "linux", LinuxMapper::linux);
        return new Config(
                textOrEmpty(node, "ociVersion"),
                root(node.path("root")),
                object(node, "process", ProcessMapper::process),
                text(node, "hostname"),
                text(node, "domainname"),
                list(node, "mounts", ConfigMapper::mount),
                hooks == null ? Hooks.NONE : hooks,
                textMap(node, "annotations"),
                linux == null ? Linux.EMPTY : linux,
                OTHER_PLATFORMS.stream().filter(node::has).collect(Collectors.toSet()));
    }

    private static Root root(JsonNode node) {
        return new Root(textOrEmpty(node, "path"), flag(node, "readonly"));
    }

    /** The entries of a list that is a document of its own. */
    static List<Mount> mounts(JsonNode array) {
        return array.valueStream().map(ConfigMapper::mount).toList();
    }

    private static Mount mount(JsonNode node) {
        return new Mount(
                textOrEmpty(node, "destination"),
                text(node, "type"),
                text(node, "source"),
                texts(node, "options"),
                idMappings(node, "uidMappings"),
                idMappings(node, "gidMappings"));
    }

    static List<IdMapping> idMappings(JsonNode object, String name) {
        return list(
                object,
                name,
                node ->
                        new IdMapping(
                                numberOrZero(node, "containerID"),
                                numberOrZero(node, "hostID"),
                                numberOrZero(node, "size")));
    }

    private static Hooks hooks(JsonNode node) {
        return new Hooks(
                list(node, "prestart", ConfigMapper::hook),
                list(node, "createRuntime", ConfigMapper::hook),
                list(node, "createContainer", ConfigMapper::hook),
                list(node, "startContainer", ConfigMapper::hook),
                list(node, "poststart", ConfigMapper::hook),
                list(node, "poststop", ConfigMapper::hook));
    }

    private static Hook hook(JsonNode node) {
        return new Hook(
                textOrEmpty(node, "path"),
                texts(node, "args"),
                texts(node, "env"),
                integer(node, "timeout"));
    }
}
