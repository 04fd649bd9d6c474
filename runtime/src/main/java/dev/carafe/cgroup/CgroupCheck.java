package dev.carafe.cgroup;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.CgroupMounts;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.resources.Resources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the control groups of this host lack for a container, found out without making any. */
public final class CgroupCheck {
    private static final String PATH_POINTER = "/linux/cgroupsPath";

    private final CgroupPlan plan;
    private final CgroupMounts mounts;
    private final boolean rootless;
    private final List<Problem> problems = new ArrayList<>();

    private CgroupCheck(CgroupPlan plan, CgroupMounts mounts, boolean rootless) {
        this.plan = plan;
        this.mounts = mounts;
        this.rootless = rootless;
    }

    /**
     * The properties that cannot be carried out, and why.
     *
     * @param rootless whether what the caller may not make and did not ask for is done without
     */
    public static List<Problem> missing(
            @Nullable Resources resources, CgroupPlan plan, CgroupMounts mounts, boolean rootless) {
        CgroupCheck check = new CgroupCheck(plan, mounts, rootless);
        Map<String, String> asked = check.controllers(resources);
        if (plan.unit().isEmpty()) {
            check.permissions(asked);
        }
        return List.copyOf(check.problems);
    }

    /** The names of the controllers that limits need, with a property of each. */
    private Map<String, String> controllers(@Nullable Resources resources) {
        Map<String, String> asked = new LinkedHashMap<>();
        CgroupDirectories directories = plan.directories();
        Controller.required(resources, directories)
                .forEach((controller, pointer) -> {
                    asked.put(controller.v1Name(), pointer);
                    if (directories.v1().containsKey(controller.v1Name())) {
                        return;
                    }
                    Optional<String> name =
                            directories.v2().isPresent() ? controller.v2Name() : Optional.empty();
                    if (name.isEmpty()) {
                        problem(
                                pointer,
                                "no cgroup hierarchy has the controller " + controller.v1Name());
                    } else {
                        available(name.get(), pointer);
                    }
                });
        if (resources != null) {
            unified(resources.unified(), asked);
            if (!resources.devices().isEmpty()
                    && !rootless
                    && directories.v2().isEmpty()
                    && !directories.v1().containsKey("devices")) {
                problem(
                        "/linux/resources/devices",
                        "no cgroup hierarchy restricts devices: none is mounted");
            }
        }
        return asked;
    }

    private void unified(Map<String, String> unified, Map<String, String> asked) {
        try {
            Unified.check(unified, plan.directories());
        } catch (CgroupException e) {
            problem(e.pointer(), String.valueOf(e.getMessage()));
            return;
        }
        Unified.controllers(unified)
                .forEach((name, pointer) -> {
                    asked.putIfAbsent(name, pointer);
                    available(name, pointer);
                });
    }

    /** Root can have whatever the mount has, others what was given to the group above theirs. */
    private void available(String controller, String pointer) {
        Path directory = plan.directories().v2().orElseThrow();
        Path from = rootless ? existing(directory) : mounts.v2().orElse(directory);
        if (!SubtreeControl.isAvailable(from, controller)) {
            problem(pointer, "controller %s is not available in %s".formatted(controller, from));
        }
    }

    private void permissions(Map<String, String> asked) {
        for (Path directory : plan.directories().distinct()) {
            Path parent = existing(directory);
            if (Files.isWritable(parent)) {
                continue;
            }
            String limit = asked.values().stream().findFirst().orElse("");
            if (!rootless || plan.pathGiven() || !limit.isEmpty()) {
                problem(
                        plan.pathGiven() ? PATH_POINTER : limit,
                        "mkdir %s: permission denied (EACCES) in %s".formatted(directory, parent));
            }
            return;
        }
    }

    private static Path existing(Path directory) {
        Path there = directory;
        while (!Files.exists(there)) {
            Path parent = there.getParent();
            if (parent == null) {
                return there;
            }
            there = parent;
        }
        return there;
    }

    private void problem(String pointer, String message) {
        problems.add(new Problem(pointer, message));
    }
}
