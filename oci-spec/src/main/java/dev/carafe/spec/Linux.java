package dev.carafe.spec;

import dev.carafe.spec.resources.Resources;
import dev.carafe.spec.seccomp.Seccomp;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Linux section of config.json; config-linux.md.
 *
 * @param uidMappings user ids of a new user namespace
 * @param gidMappings group ids of a new user namespace
 * @param sysctl kernel parameters by dotted name, in the order of the file
 * @param resources limits for the control group
 * @param cgroupsPath absolute: below the cgroup mount; relative: below a place the runtime chooses;
 *     for the systemd driver {@code slice:prefix:name}
 * @param namespaces namespaces that are made or joined; types that are not listed are inherited
 * @param devices device nodes beside the default ones
 * @param netDevices network devices of the host to move in, by their name there
 * @param seccomp system call filter
 * @param rootfsPropagation mount propagation of the root; {@code rslave} when absent, as in runc
 * @param maskedPaths absolute paths in the container that cannot be read
 * @param readonlyPaths absolute paths in the container that are read-only
 * @param mountLabel SELinux context of the mounts
 * @param intelRdt Intel Resource Director Technology
 * @param memoryPolicy NUMA memory policy
 * @param personality execution domain
 * @param timeOffsets offsets by clock, {@code monotonic} or {@code boottime}
 */
public record Linux(
        List<IdMapping> uidMappings,
        List<IdMapping> gidMappings,
        Map<String, String> sysctl,
        @Nullable Resources resources,
        @Nullable String cgroupsPath,
        List<Namespace> namespaces,
        List<Device> devices,
        Map<String, NetDevice> netDevices,
        @Nullable Seccomp seccomp,
        @Nullable RootfsPropagation rootfsPropagation,
        List<String> maskedPaths,
        List<String> readonlyPaths,
        @Nullable String mountLabel,
        @Nullable IntelRdt intelRdt,
        @Nullable MemoryPolicy memoryPolicy,
        @Nullable Personality personality,
        Map<String, TimeOffset> timeOffsets) {

    /** What an absent {@code linux} section means. */
    public static final Linux EMPTY =
            new Linux(
                    List.of(), List.of(), Map.of(), null, null, List.of(), List.of(), Map.of(),
                    null, null, List.of(), List.of(), null, null, null, null, Map.of());

    public Linux {
        uidMappings = List.copyOf(uidMappings);
        gidMappings = List.copyOf(gidMappings);
        sysctl = Collections.unmodifiableMap(new LinkedHashMap<>(sysctl));
        namespaces = List.copyOf(namespaces);
        devices = List.copyOf(devices);
        netDevices = Collections.unmodifiableMap(new LinkedHashMap<>(netDevices));
        maskedPaths = List.copyOf(maskedPaths);
        readonlyPaths = List.copyOf(readonlyPaths);
        timeOffsets = Collections.unmodifiableMap(new LinkedHashMap<>(timeOffsets));
    }

    /**
     * What a process sees of it that joins these namespaces, where sysctls and time offsets are as
     * they are.
     */
    public Linux joining(List<Namespace> joined) {
        return new Linux(
                uidMappings,
                gidMappings,
                Map.of(),
                resources,
                cgroupsPath,
                joined,
                devices,
                Map.of(),
                seccomp,
                rootfsPropagation,
                maskedPaths,
                readonlyPaths,
                mountLabel,
                intelRdt,
                memoryPolicy,
                personality,
                Map.of());
    }

    /** The entry for a namespace type; empty when that type is inherited from the runtime. */
    public Optional<Namespace> namespace(NamespaceType type) {
        return namespaces.stream().filter(n -> n.type() == type).findFirst();
    }

    /**
     * Whether the container has a namespace of this type that is not the runtime's, made or joined.
     */
    public boolean has(NamespaceType type) {
        return namespace(type).isPresent();
    }
}
