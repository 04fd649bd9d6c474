package dev.carafe.spec.read;

import static dev.carafe.spec.read.ConfigMapper.idMappings;
import static dev.carafe.spec.read.Fields.flag;
import static dev.carafe.spec.read.Fields.list;
import static dev.carafe.spec.read.Fields.map;
import static dev.carafe.spec.read.Fields.number;
import static dev.carafe.spec.read.Fields.numberOrZero;
import static dev.carafe.spec.read.Fields.object;
import static dev.carafe.spec.read.Fields.text;
import static dev.carafe.spec.read.Fields.textMap;
import static dev.carafe.spec.read.Fields.textOrEmpty;
import static dev.carafe.spec.read.Fields.texts;

import dev.carafe.spec.Device;
import dev.carafe.spec.DeviceType;
import dev.carafe.spec.IntelRdt;
import dev.carafe.spec.Linux;
import dev.carafe.spec.MemoryPolicy;
import dev.carafe.spec.Namespace;
import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.NetDevice;
import dev.carafe.spec.Personality;
import dev.carafe.spec.RootfsPropagation;
import dev.carafe.spec.TimeOffset;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** From a valid tree to a {@link Linux} section. */
final class LinuxMapper {

    private LinuxMapper() {}

    static Linux linux(JsonNode node) {
        return new Linux(
                idMappings(node, "uidMappings"),
                idMappings(node, "gidMappings"),
                textMap(node, "sysctl"),
                object(node, "resources", ResourcesMapper::resources),
                text(node, "cgroupsPath"),
                list(node, "namespaces", LinuxMapper::namespace),
                list(node, "devices", LinuxMapper::device),
                map(node, "netDevices", device -> new NetDevice(text(device, "name"))),
                object(node, "seccomp", SeccompMapper::seccomp),
                propagation(text(node, "rootfsPropagation")),
                texts(node, "maskedPaths"),
                texts(node, "readonlyPaths"),
                text(node, "mountLabel"),
                object(node, "intelRdt", LinuxMapper::intelRdt),
                object(node, "memoryPolicy", LinuxMapper::memoryPolicy),
                object(node, "personality", LinuxMapper::personality),
                map(node, "timeOffsets", LinuxMapper::timeOffset));
    }

    private static @Nullable RootfsPropagation propagation(@Nullable String json) {
        return json == null
                ? null
                : byJson(RootfsPropagation.values(), RootfsPropagation::json, json);
    }

    private static Namespace namespace(JsonNode node) {
        return new Namespace(
                byJson(NamespaceType.values(), NamespaceType::json, textOrEmpty(node, "type")),
                text(node, "path"));
    }

    private static Device device(JsonNode node) {
        return new Device(
                byJson(DeviceType.values(), DeviceType::json, textOrEmpty(node, "type")),
                textOrEmpty(node, "path"),
                numberOrZero(node, "major"),
                numberOrZero(node, "minor"),
                number(node, "fileMode"),
                number(node, "uid"),
                number(node, "gid"));
    }

    private static IntelRdt intelRdt(JsonNode node) {
        return new IntelRdt(
                text(node, "closID"),
                texts(node, "schemata"),
                text(node, "l3CacheSchema"),
                text(node, "memBwSchema"),
                flag(node, "enableMonitoring"));
    }

    private static MemoryPolicy memoryPolicy(JsonNode node) {
        return new MemoryPolicy(
                textOrEmpty(node, "mode"), text(node, "nodes"), texts(node, "flags"));
    }

    private static Personality personality(JsonNode node) {
        return new Personality(textOrEmpty(node, "domain"), texts(node, "flags"));
    }

    private static TimeOffset timeOffset(JsonNode node) {
        return new TimeOffset(numberOrZero(node, "secs"), numberOrZero(node, "nanosecs"));
    }

    /** The constant with this word in JSON; the schema's enumeration is the same set of words. */
    static <T> T byJson(T[] constants, Function<T, String> word, String json) {
        return Arrays.stream(constants)
                .filter(constant -> word.apply(constant).equals(json))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the schema lets through " + json));
    }
}
