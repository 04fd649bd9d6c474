package dev.carafe.plan;

/** {@code MOUNT_ATTR_*} of {@code linux/mount.h}; mount_setattr(2). */
final class MountAttributes {
    static final long READ_ONLY = 0x1;
    static final long NO_SUID = 0x2;
    static final long NO_DEVICES = 0x4;
    static final long NO_EXEC = 0x8;

    /** All bits of the access-time setting, which is one choice of three. */
    static final long ATIME = 0x70;

    static final long NO_ATIME = 0x10;
    static final long STRICT_ATIME = 0x20;
    static final long NO_DIRECTORY_ATIME = 0x80;
    static final long NO_SYMLINKS = 0x200000;

    private MountAttributes() {}
}
