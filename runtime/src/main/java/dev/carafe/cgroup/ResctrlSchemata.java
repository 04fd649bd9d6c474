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

    /** All of its lines. */
    public List<String> read() {
        return CgroupFiles.read(group, FILE).lines().map(String::strip).toList();
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
