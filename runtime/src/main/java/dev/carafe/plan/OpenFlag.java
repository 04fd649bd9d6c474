package dev.carafe.plan;

/**
 * Flags of {@code open_tree} and {@code attach_mount}, as {@code native/src/program.h} has them.
 */
final class OpenFlag {
    /** The mounts below, too. */
    static final int RECURSIVE = 1;

    /** The source itself, even if it is a symbolic link. */
    static final int SOURCE_NO_FOLLOW = 2;

    /** The tree must be on a procfs. */
    static final int PROCFS = 4;

    /** The target itself must not be a symbolic link. */
    static final int TARGET_NO_FOLLOW = 1;

    /** The target may be in the container's procfs. */
    static final int TARGET_IN_PROC = 2;

    /** The target itself, even if it is a symbolic link. */
    static final int TARGET_ON_LINK = 4;

    /** Of a mount that is a symbolic link, a copy is made. */
    static final int TARGET_COPY_LINK = 8;

    private OpenFlag() {}
}
