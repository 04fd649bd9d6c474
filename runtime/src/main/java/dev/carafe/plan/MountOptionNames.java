package dev.carafe.plan;

import java.util.List;
import java.util.stream.Stream;

/** The mount options that are not the filesystem's own. */
public final class MountOptionNames {
    /**
     * Filesystems take these themselves, as {@code fsconfig(2)} has it; the runtime-spec counts
     * them among the options that a runtime recognizes.
     */
    private static final List<String> PASSED_ON = List.of("acl", "noacl");

    private MountOptionNames() {}

    /** All names, sorted. */
    public static List<String> all() {
        return Stream.concat(MountOption.BY_NAME.keySet().stream(), PASSED_ON.stream())
                .sorted()
                .toList();
    }
}
