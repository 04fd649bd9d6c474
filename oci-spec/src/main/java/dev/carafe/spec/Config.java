package dev.carafe.spec;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A container's {@code config.json} as runtime-spec 1.3.0 defines it for Linux; config.md.
 *
 * <p>Absent lists, maps, {@code hooks} and {@code linux} are empty here, since absent and empty
 * mean the same for them. Sections for other platforms and unknown properties are ignored, as the
 * spec asks.
 *
 * @param ociVersion version of the runtime-spec with which the bundle complies
 * @param root the root filesystem
 * @param process the container's process; required by start
 * @param hostname hostname inside the container; left alone when absent
 * @param domainname NIS domain name inside the container; left alone when absent
 * @param mounts mounts beyond the root, in the order in which they are made
 * @param hooks commands that are run at points of the lifecycle
 * @param annotations arbitrary metadata, which state repeats
 * @param linux the Linux section
 * @param otherPlatforms names of the sections for other platforms that the file has: ignored
 */
public record Config(
        String ociVersion,
        Root root,
        @Nullable ProcessSpec process,
        @Nullable String hostname,
        @Nullable String domainname,
        List<Mount> mounts,
        Hooks hooks,
        Map<String, String> annotations,
        Linux linux,
        Set<String> otherPlatforms) {
    public Config {
        requireNonNull(ociVersion, "ociVersion is null");
        requireNonNull(root, "root is null");
        mounts = List.copyOf(mounts);
        requireNonNull(hooks, "hooks is null");
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
        requireNonNull(linux, "linux is null");
        otherPlatforms = Set.copyOf(otherPlatforms);
    }

    /** The same with another list of mounts. */
    public Config withMounts(List<Mount> others) {
        return new Config(
                ociVersion,
                root,
                process,
                hostname,
                domainname,
                others,
                hooks,
                annotations,
                linux,
                otherPlatforms);
    }

    /** The same with another Linux section. */
    public Config withLinux(Linux other) {
        return new Config(
                ociVersion,
                root,
                process,
                hostname,
                domainname,
                mounts,
                hooks,
                annotations,
                other,
                otherPlatforms);
    }
}
