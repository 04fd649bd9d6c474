package dev.carafe.plan;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A mount's options, sorted by who they are for. Later words win over earlier ones.
 *
 * @param attributes of the mount itself
 * @param recursive attributes of the mount and of all below it
 * @param propagation {@code MS_*} flags, to be applied one after another
 * @param actions what to do
 * @param superblock flags of the filesystem that fsconfig(2) knows for all of them
 * @param data options of this kind of filesystem
 */
record MountOptions(
        AttributeChange attributes,
        AttributeChange recursive,
        List<Long> propagation,
        Set<MountOption.Action> actions,
        List<String> superblock,
        List<String> data) {

    /** Sorts the words; what the table does not have is the filesystem's. */
    static MountOptions of(List<String> words) {
        AttributeChange attributes = AttributeChange.NONE;
        AttributeChange recursive = AttributeChange.NONE;
        List<Long> propagation = new ArrayList<>();
        Set<MountOption.Action> actions = EnumSet.noneOf(MountOption.Action.class);
        Set<String> superblock = new LinkedHashSet<>();
        List<String> data = new ArrayList<>();
        for (String word : words) {
            switch (MountOption.BY_NAME.get(word)) {
                case null -> addData(word, data);
                case MountOption.Attribute(long set, long clear, boolean isRecursive) -> {
                    if (isRecursive) {
                        recursive = recursive.then(set, clear);
                    } else {
                        attributes = attributes.then(set, clear);
                    }
                }
                case MountOption.Spread(long flags) -> propagation.add(flags);
                case MountOption.Superblock(String name, String opposite) -> {
                    superblock.remove(opposite);
                    superblock.add(name);
                }
                case MountOption.Action action -> actions.add(action);
            }
        }
        return new MountOptions(
                attributes, recursive, propagation, actions, List.copyOf(superblock), data);
    }

    /**
     * mount(2) takes options with commas between them, and so some engines write several in one
     * word. A word with quotes or backslashes has commas that belong to a value.
     */
    private static void addData(String word, List<String> data) {
        if (word.indexOf('"') >= 0 || word.indexOf('\\') >= 0) {
            data.add(word);
            return;
        }
        for (String option : word.split(",", -1)) {
            if (!option.isEmpty()) {
                data.add(option);
            }
        }
    }

    boolean has(MountOption.Action action) {
        return actions.contains(action);
    }

    /** Sets the propagation of the mount in that slot, one setting after another. */
    void spread(ProgramBuilder program, int slot, String pointer) {
        for (long flags : propagation) {
            program.init(
                    new MountOperation.SetMountAttributes(
                            slot,
                            0,
                            0,
                            flags & ~Propagation.RECURSIVE,
                            (flags & Propagation.RECURSIVE) != 0),
                    pointer);
        }
    }

    boolean isReadonly() {
        return (attributes.set() & MountAttributes.READ_ONLY) != 0;
    }

    /** The attributes that a new mount of a filesystem gets; there is nothing below it. */
    AttributeChange forNewMount() {
        return attributes.then(recursive.set(), recursive.clear());
    }
}
