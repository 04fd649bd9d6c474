package dev.carafe.cgroup;

import java.nio.file.Path;
import java.util.List;

/**
 * What a group of resctrl is allowed of caches and memory bandwidth.
 *
 * @param group the group's directory
 */
public record ResctrlSchemata(Path group) {
    private static final String FILE = "schemata";

    /** The group whose file it is. */
    public static ResctrlSchemata of(Path file) {
        return new ResctrlSchemata(file.resolveSibling(""));
    }

    /** Whether a file is that of a group. */
    public static boolean isFile(Path file) {
        return file.endsWith(FILE);
    }

    /** The file that has them. */
    public Path file() {
        return group.resolve(FILE);
    }

    /** All of its lines. */
    public String text() {
        return String.join("\n", CgroupFiles.read(file()).lines().map(String::strip).toList());
    }

    /**
     * Changes the resources that the lines name.
     *
     * @throws CgroupException naming the file and the lines
     */
    public void write(List<String> lines) {
        CgroupFiles.write(group, FILE, String.join("\n", lines) + "\n", "");
    }
}
