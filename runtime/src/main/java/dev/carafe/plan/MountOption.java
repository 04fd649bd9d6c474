package dev.carafe.plan;

import java.util.HashMap;
import java.util.Map;

/** What one word among a mount's options means; runtime-spec config.md, "Linux mount options". */
sealed interface MountOption {
    /** The words that are not the filesystem's own. */
    Map<String, MountOption> BY_NAME = table();

    /** Sets and clears attributes, of one mount or of all below too. */
    record Attribute(long set, long clear, boolean recursive) implements MountOption {}

    /** Sets the propagation. */
    record Spread(long flags) implements MountOption {}

    /** A flag of the filesystem rather than of the mount, with the name that fsconfig(2) has. */
    record Superblock(String name, String opposite) implements MountOption {}

    /** What to do, rather than how the mount is. */
    enum Action implements MountOption {
        BIND,
        BIND_RECURSIVELY,
        REMOUNT,
        COPY_UP,
        MAP_IDS,
        MAP_IDS_RECURSIVELY,
        /** A source that is a symbolic link is mounted itself; of crun. */
        SOURCE_NO_FOLLOW,
        /** A target that is a symbolic link is mounted on itself; of crun. */
        TARGET_ON_LINK,
        /** Of a source that is a symbolic link a copy is made; of crun. */
        COPY_LINK,
        /** Accepted, and without effect on kernels that have the new mount API. */
        NOTHING
    }

    private static Map<String, MountOption> table() {
        Map<String, MountOption> table = new HashMap<>();
        attribute(table, "ro", "rw", MountAttributes.READ_ONLY);
        attribute(table, "nosuid", "suid", MountAttributes.NO_SUID);
        attribute(table, "nodev", "dev", MountAttributes.NO_DEVICES);
        attribute(table, "noexec", "exec", MountAttributes.NO_EXEC);
        attribute(table, "nodiratime", "diratime", MountAttributes.NO_DIRECTORY_ATIME);
        attribute(table, "nosymfollow", "symfollow", MountAttributes.NO_SYMLINKS);
        accessTime(table, "noatime", "atime", MountAttributes.NO_ATIME);
        accessTime(table, "strictatime", "nostrictatime", MountAttributes.STRICT_ATIME);
        accessTime(table, "relatime", "norelatime", 0);
        superblock(table, "sync", "async");
        superblock(table, "lazytime", "nolazytime");
        superblock(table, "mand", "nomand");
        table.put("dirsync", new Superblock("dirsync", ""));
        propagation(table, "private", Propagation.PRIVATE);
        propagation(table, "slave", Propagation.SLAVE);
        propagation(table, "shared", Propagation.SHARED);
        propagation(table, "unbindable", Propagation.UNBINDABLE);
        table.put("bind", Action.BIND);
        table.put("rbind", Action.BIND_RECURSIVELY);
        table.put("remount", Action.REMOUNT);
        table.put("tmpcopyup", Action.COPY_UP);
        table.put("idmap", Action.MAP_IDS);
        table.put("ridmap", Action.MAP_IDS_RECURSIVELY);
        table.put("src-nofollow", Action.SOURCE_NO_FOLLOW);
        table.put("dest-nofollow", Action.TARGET_ON_LINK);
        table.put("copy-symlink", Action.COPY_LINK);
        table.put("defaults", Action.NOTHING);
        // They govern the kernel's log, which the new mount API does not write for a mount.
        table.put("silent", Action.NOTHING);
        table.put("loud", Action.NOTHING);
        // Filesystems that count versions do so always since Linux 5.17, and others never do.
        table.put("iversion", Action.NOTHING);
        table.put("noiversion", Action.NOTHING);
        return Map.copyOf(table);
    }

    private static void attribute(
            Map<String, MountOption> table, String on, String off, long attribute) {
        table.put(on, new Attribute(attribute, 0, false));
        table.put(off, new Attribute(0, attribute, false));
        // "rro" and "rrw", "rnosuid" and "rsuid"
        table.put("r" + on, new Attribute(attribute, 0, true));
        table.put("r" + off, new Attribute(0, attribute, true));
    }

    /** The access-time setting is one choice, so that setting it clears all of its bits first. */
    private static void accessTime(
            Map<String, MountOption> table, String on, String off, long attribute) {
        table.put(on, new Attribute(attribute, MountAttributes.ATIME, false));
        table.put(off, new Attribute(0, MountAttributes.ATIME, false));
        table.put("r" + on, new Attribute(attribute, MountAttributes.ATIME, true));
        table.put("r" + off, new Attribute(0, MountAttributes.ATIME, true));
    }

    private static void superblock(Map<String, MountOption> table, String on, String off) {
        table.put(on, new Superblock(on, off));
        table.put(off, new Superblock(off, on));
    }

    private static void propagation(Map<String, MountOption> table, String word, long flag) {
        table.put(word, new Spread(flag));
        table.put("r" + word, new Spread(flag | Propagation.RECURSIVE));
    }
}
