package dev.carafe.plan;

/**
 * Attributes of a mount to set and to clear. A bit in both is set; the access-time bits are cleared
 * whenever one of them is set, as mount_setattr(2) wants it.
 *
 * @param set {@code MOUNT_ATTR_*} to set
 * @param clear {@code MOUNT_ATTR_*} to clear
 */
record AttributeChange(long set, long clear) {
    /** No change. */
    static final AttributeChange NONE = new AttributeChange(0, 0);

    private static final long EXCEPT_ATIME =
            MountAttributes.READ_ONLY
                    | MountAttributes.NO_SUID
                    | MountAttributes.NO_DEVICES
                    | MountAttributes.NO_EXEC
                    | MountAttributes.NO_SYMLINKS;

    boolean isNone() {
        return set == 0 && clear == 0;
    }

    /** This change and then another. */
    AttributeChange then(long alsoSet, long alsoClear) {
        return new AttributeChange(
                (set & ~alsoClear) | alsoSet,
                (clear | alsoClear) & ~(alsoSet & ~MountAttributes.ATIME));
    }

    /** The same without setting those. */
    AttributeChange without(long attributes) {
        return new AttributeChange(set & ~attributes, clear);
    }

    /**
     * The same, and everything that is not set is cleared, except the access-time setting: what
     * {@code mount -o remount,bind} does.
     */
    AttributeChange exactly() {
        return new AttributeChange(set, clear | (EXCEPT_ATIME & ~set));
    }
}
