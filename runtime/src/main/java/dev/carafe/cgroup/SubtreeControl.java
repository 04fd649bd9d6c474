package dev.carafe.cgroup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes cgroups of version 2 with every controller that the levels above can give: engines read
 * their figures even where no limit is set; cgroups(7), "cgroup.subtree_control".
 */
final class SubtreeControl {
    private static final String CONTROLLERS = "cgroup.controllers";
    private static final String SUBTREE_CONTROL = "cgroup.subtree_control";
    private static final String TYPE = "cgroup.type";

    /** Those that work in threaded cgroups also; cgroups(7), "Thread mode". */
    private static final Set<String> THREADED = Set.of("cpu", "cpuset", "perf_event", "pids");

    private final Path mount;
    private final Map<String, String> required;

    /**
     * Cgroups below a mount.
     *
     * @param required names of the controllers that limits need, with the properties that set them
     */
    SubtreeControl(Path mount, Map<String, String> required) {
        this.mount = mount;
        this.required = Map.copyOf(required);
    }

    /** Makes a directory and those above it. */
    void makeAll(Path directory, NewDirectories directories) {
        if (directories.makeLeaf(directory) && hasEverything(directory)) {
            checkType(directory);
            checkRequired(directory);
            return;
        }
        Path current = mount;
        for (Path name : mount.relativize(directory)) {
            enable(current);
            current = current.resolve(name);
            if (!Files.isDirectory(current)) {
                directories.make(current);
            }
            checkType(current);
        }
        checkRequired(directory);
    }

    /** Whether the levels above give all that the topmost one has: then there is nothing to do. */
    private boolean hasEverything(Path directory) {
        return words(CgroupFiles.read(directory, CONTROLLERS))
                .containsAll(words(CgroupFiles.read(mount, CONTROLLERS)));
    }

    /**
     * Gives the cgroups below all that this one has. What cannot be given is reported only when a
     * limit needs it: a cgroup with processes in it, or one of another user, gives nothing.
     */
    private static void enable(Path directory) {
        Set<String> missing = words(CgroupFiles.read(directory, CONTROLLERS));
        missing.removeAll(words(CgroupFiles.read(directory, SUBTREE_CONTROL)));
        if (missing.isEmpty() || tryEnable(directory, missing) || missing.size() == 1) {
            return;
        }
        missing.forEach(controller -> tryEnable(directory, Set.of(controller)));
    }

    private static boolean tryEnable(Path directory, Set<String> controllers) {
        String value = controllers.stream().map(c -> "+" + c).collect(Collectors.joining(" "));
        try {
            CgroupFiles.write(directory, SUBTREE_CONTROL, value, "");
            return true;
        } catch (CgroupException e) {
            if (e.errno().isEmpty()) {
                throw e;
            }
            return false;
        }
    }

    /** Below a cgroup with processes, or in a threaded subtree, not every controller works. */
    private void checkType(Path directory) {
        String type = CgroupFiles.readIfPresent(directory, TYPE).orElse("domain");
        if (type.equals("domain")) {
            return;
        }
        for (Map.Entry<String, String> entry : required.entrySet()) {
            if (!THREADED.contains(entry.getKey())) {
                throw new CgroupException(
                        entry.getValue(),
                        "cgroup "
                                + directory
                                + " is \""
                                + type
                                + "\" and cannot have controller "
                                + entry.getKey());
            }
        }
        if (type.equals("domain invalid")) {
            CgroupFiles.write(directory, TYPE, "threaded", "");
        }
    }

    private void checkRequired(Path directory) {
        if (required.isEmpty()) {
            return;
        }
        Set<String> available = words(CgroupFiles.read(directory, CONTROLLERS));
        required.forEach((controller, pointer) -> {
            if (!available.contains(controller)) {
                String why = whereItEnds(directory, controller);
                throw new CgroupException(pointer, message(directory, controller) + ": " + why);
            }
        });
    }

    /** Whether a cgroup has a controller, so that its files are there. */
    static boolean isAvailable(Path directory, String controller) {
        return CgroupFiles.readIfPresent(directory, CONTROLLERS)
                .filter(text -> words(text).contains(controller))
                .isPresent();
    }

    /** What to say of a file that is missing because its controller is. */
    static CgroupException unavailable(
            Path directory, String controller, String pointer, CgroupException cause) {
        return new CgroupException(
                pointer, message(directory, controller) + ": " + cause.getMessage());
    }

    private static String message(Path directory, String controller) {
        return "controller " + controller + " is not available in " + directory;
    }

    private String whereItEnds(Path directory, String controller) {
        Path current = mount;
        for (Path name : mount.relativize(directory)) {
            if (!words(CgroupFiles.read(current, CONTROLLERS)).contains(controller)) {
                return "the kernel does not have it in " + current;
            }
            if (!words(CgroupFiles.read(current, SUBTREE_CONTROL)).contains(controller)) {
                return "it cannot be enabled in " + current.resolve(SUBTREE_CONTROL);
            }
            current = current.resolve(name);
        }
        return "it was taken away meanwhile";
    }

    private static Set<String> words(String text) {
        Set<String> words = new LinkedHashSet<>(Arrays.asList(text.split(" ", -1)));
        words.remove("");
        return words;
    }
}
