package dev.carafe.cgroup;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The unit that {@code linux.cgroupsPath} asks for with {@code --systemd-cgroup}, in runc's form:
 * {@code slice:prefix:name}.
 *
 * @param slice such as {@code machine.slice}
 * @param unit such as {@code carafe-box.scope}
 */
record UnitName(String slice, String unit) {
    static final String POINTER = "/linux/cgroupsPath";
    static final String SLICE_SUFFIX = ".slice";

    private static final String SYSTEM_SLICE = "system.slice";
    private static final String USER_SLICE = "user.slice";
    private static final String ROOT_SLICE = "-.slice";
    private static final String SCOPE_SUFFIX = ".scope";
    private static final String PREFIX = "carafe";

    /** systemd.unit(5): what a name may consist of, and how long it may be. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9:_.\\\\@-]+");

    private static final int LONGEST_NAME = 255;

    /**
     * The unit for a container.
     *
     * @param given {@code linux.cgroupsPath}, where config.json has one
     * @param id the container's id, for the name where none is given
     * @param isUser whether the manager is a user's
     * @throws CgroupException when it is not of the form
     */
    static UnitName of(@Nullable String given, String id, boolean isUser) {
        String defaultSlice = isUser ? USER_SLICE : SYSTEM_SLICE;
        if (given == null || given.isEmpty()) {
            // An id may have a plus sign, a unit's name may not: as systemd-escape(1) writes it.
            String name = PREFIX + "-" + id.replace("+", "\\x2b") + SCOPE_SUFFIX;
            return new UnitName(defaultSlice, checkName(name));
        }
        String[] parts = given.split(":", -1);
        if (parts.length != 3 || parts[2].isEmpty()) {
            throw new CgroupException(
                    POINTER,
                    "expected cgroupsPath to be of format \"slice:prefix:name\" for systemd"
                            + " cgroups, got \""
                            + given
                            + "\" instead; give one such as "
                            + defaultSlice
                            + ":"
                            + PREFIX
                            + ":box, or leave --systemd-cgroup away");
        }
        String slice = parts[0].isEmpty() ? defaultSlice : parts[0];
        checkSlice(slice);
        String name = parts[2];
        if (name.endsWith(SLICE_SUFFIX)) {
            checkSlice(name);
            checkParent(slice, name);
            return new UnitName(slice, checkName(name));
        }
        String prefix = parts[1].isEmpty() ? "" : parts[1] + "-";
        return new UnitName(slice, checkName(prefix + name + SCOPE_SUFFIX));
    }

    private static String checkName(String name) {
        if (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
            throw new CgroupException(
                    POINTER,
                    "systemd cannot have a unit named \""
                            + name
                            + "\": letters, digits and :-_.\\@ are allowed, and up to "
                            + LONGEST_NAME
                            + " of them");
        }
        return name;
    }

    private static void checkSlice(String slice) {
        checkName(slice);
        String stem =
                slice.endsWith(SLICE_SUFFIX)
                        ? slice.substring(0, slice.length() - SLICE_SUFFIX.length())
                        : "";
        boolean isNested = !stem.startsWith("-") && !stem.endsWith("-") && !stem.contains("--");
        if (stem.isEmpty() || !(isNested || slice.equals(ROOT_SLICE))) {
            throw new CgroupException(
                    POINTER,
                    "invalid slice name: \""
                            + slice
                            + "\"; one such as a-b.slice is meant, which is inside of a.slice");
        }
    }

    /** systemd nests slices by their names alone. */
    private static void checkParent(String slice, String child) {
        int dash = child.lastIndexOf('-');
        String parent = dash < 0 ? ROOT_SLICE : child.substring(0, dash) + SLICE_SUFFIX;
        if (!parent.equals(slice)) {
            throw new CgroupException(
                    POINTER,
                    "slice \""
                            + child
                            + "\" is inside of \""
                            + parent
                            + "\" by its name, and not of \""
                            + slice
                            + "\"");
        }
    }

    boolean isSlice() {
        return unit.endsWith(SLICE_SUFFIX);
    }

    /** Where the unit's control group is, below the manager's own. */
    Path path() {
        Path path = Path.of("");
        if (!slice.equals(ROOT_SLICE)) {
            int dash = slice.indexOf('-');
            while (dash >= 0) {
                path = path.resolve(slice.substring(0, dash) + SLICE_SUFFIX);
                dash = slice.indexOf('-', dash + 1);
            }
            path = path.resolve(slice);
        }
        return path.resolve(unit);
    }
}
