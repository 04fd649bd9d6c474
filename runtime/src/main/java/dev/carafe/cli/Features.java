package dev.carafe.cli;

import dev.carafe.plan.Annotations;
import dev.carafe.plan.MountOptionNames;
import dev.carafe.seccomp.SystemCallFilters;
import dev.carafe.spec.Capability;
import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.read.RecognizedNames;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What carafe can do, whatever the host can: runtime-spec features.md and features-linux.md. Names
 * come from the tables that validation and the compiler use.
 */
final class Features {
    private static final String SPEC_MIN = "1.0.0";

    private Features() {}

    /**
     * The document, in the order of the specification.
     *
     * @param build the build id
     */
    static SequencedMap<String, Object> document(String build) {
        SequencedMap<String, Object> features = new LinkedHashMap<>();
        features.put("ociVersionMin", SPEC_MIN);
        features.put("ociVersionMax", Version.SPEC);
        features.put("hooks", RecognizedNames.hooks());
        features.put("mountOptions", MountOptionNames.all());
        features.put("linux", linux());
        features.put("annotations", annotations(build));
        features.put("potentiallyUnsafeConfigAnnotations", Annotations.heeded());
        return features;
    }

    private static Map<String, Object> linux() {
        Map<String, Object> linux = new LinkedHashMap<>();
        linux.put(
                "namespaces",
                Arrays.stream(NamespaceType.values()).map(NamespaceType::json).sorted().toList());
        linux.put("capabilities", Arrays.stream(Capability.values()).map(Enum::name).toList());
        linux.put("cgroup", cgroup());
        linux.put("seccomp", seccomp());
        linux.put("apparmor", Map.of("enabled", true));
        linux.put("selinux", Map.of("enabled", true));
        linux.put("intelRdt", intelRdt());
        linux.put("memoryPolicy", memoryPolicy());
        linux.put("mountExtensions", Map.of("idmap", Map.of("enabled", true)));
        linux.put("netDevices", Map.of("enabled", true));
        return linux;
    }

    private static Map<String, Object> cgroup() {
        Map<String, Object> cgroup = new LinkedHashMap<>();
        cgroup.put("v1", true);
        cgroup.put("v2", true);
        cgroup.put("systemd", true);
        cgroup.put("systemdUser", true);
        cgroup.put("rdma", true);
        return cgroup;
    }

    private static Map<String, Object> intelRdt() {
        Map<String, Object> intelRdt = new LinkedHashMap<>();
        intelRdt.put("enabled", true);
        intelRdt.put("schemata", true);
        intelRdt.put("monitoring", true);
        return intelRdt;
    }

    private static Map<String, Object> seccomp() {
        Map<String, Object> seccomp = new LinkedHashMap<>();
        seccomp.put("enabled", true);
        seccomp.put("actions", RecognizedNames.seccompActions());
        seccomp.put("operators", RecognizedNames.seccompOperators());
        seccomp.put("archs", RecognizedNames.seccompArchitectures());
        seccomp.put("knownFlags", RecognizedNames.seccompFlags());
        seccomp.put(
                "supportedFlags",
                RecognizedNames.seccompFlags().stream()
                        .filter(SystemCallFilters::isSupported)
                        .toList());
        return seccomp;
    }

    private static Map<String, Object> memoryPolicy() {
        Map<String, Object> policy = new LinkedHashMap<>();
        policy.put("modes", RecognizedNames.memoryPolicyModes());
        policy.put("flags", RecognizedNames.memoryPolicyFlags());
        return policy;
    }

    /** Names that engines look at are runc's. The library is the one thing that is the host's. */
    private static Map<String, Object> annotations(String build) {
        Map<String, Object> annotations = new LinkedHashMap<>();
        annotations.put("dev.carafe.commit", build);
        annotations.put("dev.carafe.version", Version.of(build));
        SystemCallFilters.installedLibrary()
                .ifPresent(version ->
                        annotations.put("io.github.seccomp.libseccomp.version", version));
        annotations.put("org.opencontainers.runc.checkpoint.enabled", "false");
        return annotations;
    }
}
