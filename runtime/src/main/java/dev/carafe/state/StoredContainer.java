package dev.carafe.state;

import static java.util.Objects.requireNonNull;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.ProcessReference;
import dev.carafe.spec.Hook;
import dev.carafe.spec.Mount;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is kept of a created container: enough to start, signal and delete it without its bundle.
 *
 * @param ociVersion {@code ociVersion} of its config.json
 * @param id the container's id
 * @param bundle absolute path of the bundle
 * @param rootfs absolute path of the root filesystem
 * @param init the container's process
 * @param created when, RFC 3339 with nanoseconds, UTC
 * @param ownerUid user id of who created it
 * @param annotations those of config.json
 * @param cgroups its control groups
 * @param namespacePaths {@code /proc/PID/ns/...} by the spec's type name
 * @param poststart hooks to run after start
 * @param poststop hooks to run after delete
 * @param pointers JSON pointers by operation index, of the operations after the gate: for failures
 *     reported at start
 * @param config name of its configuration: config.json, or an absolute path
 * @param configDigest SHA-256 of config.json in hexadecimal
 * @param resctrl directories of resctrl that were made for it alone, topmost first
 * @param newKeyring whether it has a session keyring of its own, which exec joins
 * @param addedMounts mounts that were added while it ran
 */
public record StoredContainer(
        String ociVersion,
        String id,
        String bundle,
        String rootfs,
        ProcessReference init,
        String created,
        int ownerUid,
        Map<String, String> annotations,
        CgroupDirectories cgroups,
        Map<String, String> namespacePaths,
        List<Hook> poststart,
        List<Hook> poststop,
        Map<Integer, String> pointers,
        String config,
        String configDigest,
        List<String> resctrl,
        boolean newKeyring,
        List<Mount> addedMounts) {
    /** The property behind the operation that executes the container's process. */
    private static final String EXECUTED = "/process/args";

    public StoredContainer {
        requireNonNull(ociVersion, "ociVersion is null");
        requireNonNull(id, "id is null");
        requireNonNull(bundle, "bundle is null");
        requireNonNull(rootfs, "rootfs is null");
        requireNonNull(init, "init is null");
        requireNonNull(created, "created is null");
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
        requireNonNull(cgroups, "cgroups is null");
        namespacePaths = Collections.unmodifiableMap(new LinkedHashMap<>(namespacePaths));
        poststart = List.copyOf(poststart);
        poststop = List.copyOf(poststop);
        pointers = Collections.unmodifiableMap(new LinkedHashMap<>(pointers));
        requireNonNull(config, "config is null");
        requireNonNull(configDigest, "configDigest is null");
        resctrl = List.copyOf(resctrl);
        addedMounts = List.copyOf(addedMounts);
    }

    /** The same with another list of mounts that were added. */
    public StoredContainer withAddedMounts(List<Mount> others) {
        return new StoredContainer(
                ociVersion,
                id,
                bundle,
                rootfs,
                init,
                created,
                ownerUid,
                annotations,
                cgroups,
                namespacePaths,
                poststart,
                poststop,
                pointers,
                config,
                configDigest,
                resctrl,
                newKeyring,
                others);
    }

    /** Whether its config.json has a process, so that there is something to start. */
    public boolean hasProcess() {
        return pointers.containsValue(EXECUTED);
    }
}
