package dev.carafe.spec.write;

import dev.carafe.spec.resources.BlockIo;
import dev.carafe.spec.resources.Cpu;
import dev.carafe.spec.resources.DeviceRule;
import dev.carafe.spec.resources.HugepageLimit;
import dev.carafe.spec.resources.InterfacePriority;
import dev.carafe.spec.resources.Memory;
import dev.carafe.spec.resources.Network;
import dev.carafe.spec.resources.Rdma;
import dev.carafe.spec.resources.Resources;
import dev.carafe.spec.resources.ThrottleDevice;
import dev.carafe.spec.resources.WeightDevice;

/** Writes the limits for the control group. */
final class ResourcesWriter {

    private ResourcesWriter() {}

    static void resources(Out out, Resources resources) {
        out.objects("devices", resources.devices(), ResourcesWriter::deviceRule);
        out.object("memory", resources.memory(), ResourcesWriter::memory);
        out.object("cpu", resources.cpu(), ResourcesWriter::cpu);
        out.object("pids", resources.pids(), (o, p) -> o.optionalNumber("limit", p.limit()));
        out.object("blockIO", resources.blockIo(), ResourcesWriter::blockIo);
        out.objects("hugepageLimits", resources.hugepageLimits(), ResourcesWriter::hugepages);
        out.object("network", resources.network(), ResourcesWriter::network);
        out.objectMap("rdma", resources.rdma(), ResourcesWriter::rdma);
        out.textMap("unified", resources.unified());
    }

    /** "All devices" is left out, as Go programs do: {@code runc spec} writes no type. */
    private static void deviceRule(Out out, DeviceRule rule) {
        out.alwaysFlag("allow", rule.allow());
        out.text("type", rule.type() == DeviceRule.Type.ALL ? null : rule.type().json());
        out.optionalNumber("major", rule.major());
        out.optionalNumber("minor", rule.minor());
        out.text("access", rule.access());
    }

    private static void memory(Out out, Memory memory) {
        out.optionalNumber("limit", memory.limitBytes());
        out.optionalNumber("reservation", memory.reservationBytes());
        out.optionalNumber("swap", memory.swapBytes());
        out.optionalNumber("kernel", memory.kernelBytes());
        out.optionalNumber("kernelTCP", memory.kernelTcpBytes());
        out.optionalNumber("swappiness", memory.swappiness());
        out.optionalFlag("disableOOMKiller", memory.disableOomKiller());
        out.optionalFlag("useHierarchy", memory.useHierarchy());
        out.optionalFlag("checkBeforeUpdate", memory.checkBeforeUpdate());
    }

    private static void cpu(Out out, Cpu cpu) {
        out.optionalUnsigned("shares", cpu.shares());
        out.optionalNumber("quota", cpu.quotaMicros());
        out.optionalUnsigned("burst", cpu.burstMicros());
        out.optionalUnsigned("period", cpu.periodMicros());
        out.optionalNumber("realtimeRuntime", cpu.realtimeRuntimeMicros());
        out.optionalUnsigned("realtimePeriod", cpu.realtimePeriodMicros());
        out.text("cpus", cpu.cpus());
        out.text("mems", cpu.mems());
        out.optionalNumber("idle", cpu.idle());
    }

    private static void blockIo(Out out, BlockIo blockIo) {
        out.optionalNumber("weight", blockIo.weight());
        out.optionalNumber("leafWeight", blockIo.leafWeight());
        out.objects("weightDevice", blockIo.weightDevice(), ResourcesWriter::weightDevice);
        out.objects(
                "throttleReadBpsDevice",
                blockIo.throttleReadBpsDevice(),
                ResourcesWriter::throttleDevice);
        out.objects(
                "throttleWriteBpsDevice",
                blockIo.throttleWriteBpsDevice(),
                ResourcesWriter::throttleDevice);
        out.objects(
                "throttleReadIOPSDevice",
                blockIo.throttleReadIopsDevice(),
                ResourcesWriter::throttleDevice);
        out.objects(
                "throttleWriteIOPSDevice",
                blockIo.throttleWriteIopsDevice(),
                ResourcesWriter::throttleDevice);
    }

    private static void weightDevice(Out out, WeightDevice device) {
        out.alwaysNumber("major", device.major());
        out.alwaysNumber("minor", device.minor());
        out.optionalNumber("weight", device.weight());
        out.optionalNumber("leafWeight", device.leafWeight());
    }

    private static void throttleDevice(Out out, ThrottleDevice device) {
        out.alwaysNumber("major", device.major());
        out.alwaysNumber("minor", device.minor());
        out.alwaysUnsigned("rate", device.rate());
    }

    private static void hugepages(Out out, HugepageLimit limit) {
        out.alwaysText("pageSize", limit.pageSize());
        out.alwaysUnsigned("limit", limit.limitBytes());
    }

    private static void network(Out out, Network network) {
        out.optionalNumber("classID", network.classId());
        out.objects("priorities", network.priorities(), ResourcesWriter::priority);
    }

    private static void priority(Out out, InterfacePriority priority) {
        out.alwaysText("name", priority.name());
        out.alwaysNumber("priority", priority.priority());
    }

    private static void rdma(Out out, Rdma rdma) {
        out.optionalNumber("hcaHandles", rdma.hcaHandles());
        out.optionalNumber("hcaObjects", rdma.hcaObjects());
    }
}
