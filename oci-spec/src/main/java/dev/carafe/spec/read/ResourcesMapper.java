package dev.carafe.spec.read;

import static dev.carafe.spec.read.Fields.flag;
import static dev.carafe.spec.read.Fields.integer;
import static dev.carafe.spec.read.Fields.list;
import static dev.carafe.spec.read.Fields.map;
import static dev.carafe.spec.read.Fields.number;
import static dev.carafe.spec.read.Fields.numberOrZero;
import static dev.carafe.spec.read.Fields.object;
import static dev.carafe.spec.read.Fields.optionalFlag;
import static dev.carafe.spec.read.Fields.text;
import static dev.carafe.spec.read.Fields.textMap;
import static dev.carafe.spec.read.Fields.textOrEmpty;

import dev.carafe.spec.resources.BlockIo;
import dev.carafe.spec.resources.Cpu;
import dev.carafe.spec.resources.DeviceRule;
import dev.carafe.spec.resources.HugepageLimit;
import dev.carafe.spec.resources.InterfacePriority;
import dev.carafe.spec.resources.Memory;
import dev.carafe.spec.resources.Network;
import dev.carafe.spec.resources.Pids;
import dev.carafe.spec.resources.Rdma;
import dev.carafe.spec.resources.Resources;
import dev.carafe.spec.resources.ThrottleDevice;
import dev.carafe.spec.resources.WeightDevice;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** From a valid tree to {@link Resources}. */
final class ResourcesMapper {

    private static final long WILDCARD = -1;

    private ResourcesMapper() {}

    static Resources resources(JsonNode node) {
        return new Resources(
                list(node, "devices", ResourcesMapper::deviceRule),
                object(node, "memory", ResourcesMapper::memory),
                object(node, "cpu", ResourcesMapper::cpu),
                object(node, "pids", pids -> new Pids(number(pids, "limit"))),
                object(node, "blockIO", ResourcesMapper::blockIo),
                list(node, "hugepageLimits", ResourcesMapper::hugepageLimit),
                object(node, "network", ResourcesMapper::network),
                map(node, "rdma", ResourcesMapper::rdma),
                textMap(node, "unified"));
    }

    private static DeviceRule deviceRule(JsonNode node) {
        String type = text(node, "type");
        String access = text(node, "access");
        return new DeviceRule(
                flag(node, "allow"),
                type == null
                        ? DeviceRule.Type.ALL
                        : LinuxMapper.byJson(DeviceRule.Type.values(), DeviceRule.Type::json, type),
                deviceNumber(node, "major"),
                deviceNumber(node, "minor"),
                access == null ? "rwm" : access);
    }

    /** Docker writes -1 for "all". */
    private static @Nullable Long deviceNumber(JsonNode node, String name) {
        Long number = number(node, name);
        return number == null || number == WILDCARD ? null : number;
    }

    private static Memory memory(JsonNode node) {
        return new Memory(
                number(node, "limit"),
                number(node, "reservation"),
                number(node, "swap"),
                number(node, "kernel"),
                number(node, "kernelTCP"),
                number(node, "swappiness"),
                optionalFlag(node, "disableOOMKiller"),
                optionalFlag(node, "useHierarchy"),
                optionalFlag(node, "checkBeforeUpdate"));
    }

    private static Cpu cpu(JsonNode node) {
        return new Cpu(
                number(node, "shares"),
                number(node, "quota"),
                number(node, "burst"),
                number(node, "period"),
                number(node, "realtimeRuntime"),
                number(node, "realtimePeriod"),
                text(node, "cpus"),
                text(node, "mems"),
                number(node, "idle"));
    }

    private static BlockIo blockIo(JsonNode node) {
        return new BlockIo(
                integer(node, "weight"),
                integer(node, "leafWeight"),
                list(node, "weightDevice", ResourcesMapper::weightDevice),
                throttles(node, "throttleReadBpsDevice"),
                throttles(node, "throttleWriteBpsDevice"),
                throttles(node, "throttleReadIOPSDevice"),
                throttles(node, "throttleWriteIOPSDevice"));
    }

    private static WeightDevice weightDevice(JsonNode node) {
        return new WeightDevice(
                numberOrZero(node, "major"),
                numberOrZero(node, "minor"),
                integer(node, "weight"),
                integer(node, "leafWeight"));
    }

    private static List<ThrottleDevice> throttles(JsonNode blockIo, String name) {
        return list(
                blockIo,
                name,
                node ->
                        new ThrottleDevice(
                                numberOrZero(node, "major"),
                                numberOrZero(node, "minor"),
                                numberOrZero(node, "rate")));
    }

    private static HugepageLimit hugepageLimit(JsonNode node) {
        return new HugepageLimit(textOrEmpty(node, "pageSize"), numberOrZero(node, "limit"));
    }

    private static Network network(JsonNode node) {
        return new Network(
                number(node, "classID"),
                list(
                        node,
                        "priorities",
                        entry ->
                                new InterfacePriority(
                                        textOrEmpty(entry, "name"),
                                        numberOrZero(entry, "priority"))));
    }

    private static Rdma rdma(JsonNode node) {
        return new Rdma(number(node, "hcaHandles"), number(node, "hcaObjects"));
    }
}
