package dev.carafe.spec.write;

import dev.carafe.spec.Device;
import dev.carafe.spec.DeviceType;
import dev.carafe.spec.IntelRdt;
import dev.carafe.spec.Linux;
import dev.carafe.spec.MemoryPolicy;
import dev.carafe.spec.Namespace;
import dev.carafe.spec.Personality;
import dev.carafe.spec.RootfsPropagation;
import dev.carafe.spec.TimeOffset;
import dev.carafe.spec.seccomp.Seccomp;
import dev.carafe.spec.seccomp.SeccompArgument;
import dev.carafe.spec.seccomp.SeccompRule;

/** Writes the Linux section. */
final class LinuxWriter {

    private LinuxWriter() {}

    static void linux(Out out, Linux linux) {
        RootfsPropagation propagation = linux.rootfsPropagation();
        out.objects("uidMappings", linux.uidMappings(), ConfigWriter::idMapping);
        out.objects("gidMappings", linux.gidMappings(), ConfigWriter::idMapping);
        out.textMap("sysctl", linux.sysctl());
        out.object("resources", linux.resources(), ResourcesWriter::resources);
        out.text("cgroupsPath", linux.cgroupsPath());
        out.objects("namespaces", linux.namespaces(), LinuxWriter::namespace);
        out.objects("devices", linux.devices(), LinuxWriter::device);
        out.objectMap("netDevices", linux.netDevices(), (o, d) -> o.text("name", d.name()));
        out.object("seccomp", linux.seccomp(), LinuxWriter::seccomp);
        out.text("rootfsPropagation", propagation == null ? null : propagation.json());
        out.texts("maskedPaths", linux.maskedPaths());
        out.texts("readonlyPaths", linux.readonlyPaths());
        out.text("mountLabel", linux.mountLabel());
        out.object("intelRdt", linux.intelRdt(), LinuxWriter::intelRdt);
        out.object("memoryPolicy", linux.memoryPolicy(), LinuxWriter::memoryPolicy);
        out.object("personality", linux.personality(), LinuxWriter::personality);
        out.objectMap("timeOffsets", linux.timeOffsets(), LinuxWriter::timeOffset);
    }

    private static void namespace(Out out, Namespace namespace) {
        out.alwaysText("type", namespace.type().json());
        out.text("path", namespace.path());
    }

    private static void device(Out out, Device device) {
        out.alwaysText("path", device.path());
        out.alwaysText("type", device.type().json());
        if (device.type() != DeviceType.FIFO) {
            out.alwaysNumber("major", device.major());
            out.alwaysNumber("minor", device.minor());
        }
        out.optionalNumber("fileMode", device.fileMode());
        out.optionalNumber("uid", device.uid());
        out.optionalNumber("gid", device.gid());
    }

    private static void seccomp(Out out, Seccomp seccomp) {
        out.alwaysText("defaultAction", seccomp.defaultAction());
        out.optionalNumber("defaultErrnoRet", seccomp.defaultErrnoRet());
        out.texts("architectures", seccomp.architectures());
        out.optionalTexts("flags", seccomp.flags());
        out.text("listenerPath", seccomp.listenerPath());
        out.text("listenerMetadata", seccomp.listenerMetadata());
        out.objects("syscalls", seccomp.syscalls(), LinuxWriter::seccompRule);
    }

    private static void seccompRule(Out out, SeccompRule rule) {
        out.texts("names", rule.names());
        out.alwaysText("action", rule.action());
        out.optionalNumber("errnoRet", rule.errnoRet());
        out.objects("args", rule.args(), LinuxWriter::seccompArgument);
    }

    private static void seccompArgument(Out out, SeccompArgument argument) {
        out.alwaysNumber("index", argument.index());
        out.alwaysUnsigned("value", argument.value());
        out.unsigned("valueTwo", argument.valueTwo());
        out.alwaysText("op", argument.operator());
    }

    private static void intelRdt(Out out, IntelRdt rdt) {
        out.text("closID", rdt.closId());
        out.texts("schemata", rdt.schemata());
        out.text("l3CacheSchema", rdt.l3CacheSchema());
        out.text("memBwSchema", rdt.memBwSchema());
        out.flag("enableMonitoring", rdt.enableMonitoring());
    }

    private static void memoryPolicy(Out out, MemoryPolicy policy) {
        out.alwaysText("mode", policy.mode());
        out.text("nodes", policy.nodes());
        out.texts("flags", policy.flags());
    }

    private static void personality(Out out, Personality personality) {
        out.alwaysText("domain", personality.domain());
        out.texts("flags", personality.flags());
    }

    private static void timeOffset(Out out, TimeOffset offset) {
        out.number("secs", offset.seconds());
        out.number("nanosecs", offset.nanos());
    }
}
