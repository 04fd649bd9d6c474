package dev.carafe.cgroup;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.CgroupMode;
import dev.carafe.linux.CgroupMounts;
import dev.carafe.linux.HostFacts;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.resources.DeviceRule;
import dev.carafe.spec.resources.Resources;
import dev.carafe.systemd.Systemd;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes control groups by their path in the mounted hierarchies: the cgroupfs driver. */
final class PathCgroupDriver implements CgroupDriver {
    private static final String PATH_POINTER = "/linux/cgroupsPath";
    private static final String NO_PERMISSION =
            "rootless needs no limits and no cgroupsPath when no permission is granted for cgroups";

    private final CgroupMounts mounts;
    private final boolean rootless;
    private final boolean inUserNamespace;
    private final Supplier<Systemd> systemd;

    PathCgroupDriver(HostFacts facts, boolean rootless, Supplier<Systemd> systemd) {
        this.mounts = facts.cgroups();
        this.inUserNamespace = facts.inUserNamespace();
        this.rootless = rootless;
        this.systemd = systemd;
    }

    @Override
    public CgroupPlan resolve(
            @Nullable String cgroupsPath, String id, Map<String, String> annotations) {
        CgroupDirectories directories = CgroupPaths.resolve(mounts, cgroupsPath, id);
        boolean given = cgroupsPath != null && !cgroupsPath.isEmpty();
        return new CgroupPlan(
                directories, CgroupPaths.missing(mounts, directories), given, Optional.empty());
    }

    @Override
    public void checkUnused(CgroupPlan plan) {
        refuseInhabited(plan.directories(), new NewDirectories(""));
    }

    @Override
    public Cgroup create(
            CgroupPlan plan,
            @Nullable Resources resources,
            Collection<String> devices,
            Consumer<Problem> warnings) {
        NewDirectories made = new NewDirectories(plan.pathGiven() ? PATH_POINTER : "");
        try {
            PathCgroup cgroup = new PathCgroup(make(plan, resources, made));
            if (plan.unit().isPresent()) {
                UnitMembers.attach(plan.unit().get(), cgroup.directories());
            } else {
                refuseInhabited(cgroup.directories(), made);
            }
            List<DeviceRule> rules = List.of();
            if (resources != null) {
                cgroup.apply(resources).forEach(warnings);
                rules = resources.devices();
            }
            devices(cgroup.directories(), plan.unit().isPresent())
                    .apply(DeviceRules.complete(rules, devices));
            return open(cgroup.directories());
        } catch (CgroupException e) {
            if (plan.unit().isEmpty()) {
                made.takeBack(e);
            }
            throw e;
        }
    }

    private CgroupDirectories make(
            CgroupPlan plan, @Nullable Resources resources, NewDirectories made) {
        Map<Controller, String> required = Controller.required(resources, plan.directories());
        boolean lenient = rootless && !plan.pathGiven();
        Map<String, Path> v1 = new HashMap<>();
        Set<Path> done = new HashSet<>();
        plan.directories()
                .v1()
                .forEach((controller, directory) -> {
                    String limit = limitOf(controller, required);
                    if (done.contains(directory)
                            || makeV1(controller, directory, made, lenient, limit)) {
                        done.add(directory);
                        v1.put(controller, directory);
                    }
                });
        Map<String, String> v2Required = requiredOfV2(required, resources, plan.directories());
        Optional<Path> v2 =
                plan.directories().v2().filter(d -> makeV2(d, v2Required, made, lenient));
        return new CgroupDirectories(v1, v2, plan.directories().unit());
    }

    /** Controllers that limits need of version 2: in hybrid mode, those that version 1 lacks. */
    private static Map<String, String> requiredOfV2(
            Map<Controller, String> required,
            @Nullable Resources resources,
            CgroupDirectories directories) {
        Map<String, String> names = new LinkedHashMap<>();
        required.forEach((controller, pointer) -> {
            if (controller.isInV2(directories)) {
                controller.v2Name().ifPresent(name -> names.put(name, pointer));
            }
        });
        if (resources != null) {
            Unified.controllers(resources.unified()).forEach(names::putIfAbsent);
        }
        return names;
    }

    /** The property that sets a limit of this controller, empty where there is none. */
    private static String limitOf(String controller, Map<Controller, String> required) {
        return required.entrySet().stream()
                .filter(entry -> entry.getKey().v1Name().equals(controller))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    private boolean makeV1(
            String controller, Path directory, NewDirectories made, boolean lenient, String limit) {
        Path mount = mounts.v1().getOrDefault(controller, directory);
        return permitted(
                lenient,
                limit,
                () -> {
                    if (controller.equals("cpuset")) {
                        Cpuset.makeAll(mount, directory, made);
                    } else {
                        made.makeAll(mount, directory);
                    }
                });
    }

    private boolean makeV2(
            Path directory, Map<String, String> required, NewDirectories made, boolean lenient) {
        Path mount = mounts.v2().orElse(directory);
        if (mounts.mode() != CgroupMode.V2 && required.isEmpty()) {
            // In hybrid mode nobody reads figures there, so no controller is given out.
            return permitted(lenient, "", () -> made.makeAll(mount, directory));
        }
        return permitted(
                lenient,
                required.values().stream().findFirst().orElse(""),
                () -> new SubtreeControl(mount, required).makeAll(directory, made));
    }

    /** Whether it was done; false when it is forbidden and nothing that was asked for needs it. */
    private boolean permitted(boolean lenient, String limit, Runnable action) {
        try {
            action.run();
            return true;
        } catch (CgroupException e) {
            if (!CgroupFiles.isPermission(e)) {
                throw e;
            }
            if (lenient && limit.isEmpty()) {
                return false;
            }
            throw rootless ? e.withHint(limit, NO_PERMISSION) : e;
        }
    }

    /** What this create has made is empty, and not frozen. */
    private static void refuseInhabited(CgroupDirectories directories, NewDirectories made) {
        long count =
                directories.distinct().stream()
                        .filter(directory -> !made.contains(directory))
                        .flatMap(directory -> CgroupTree.processes(directory).stream())
                        .distinct()
                        .count();
        if (count > 0) {
            throw new CgroupInUseException(
                    "container's cgroup is not empty: " + count + " process(es) found");
        }
        if (Freezer.of(directories)
                .filter(freezer -> !made.contains(freezer.directory()))
                .filter(Freezer::isFrozen)
                .isPresent()) {
            throw new CgroupInUseException("container's cgroup unexpectedly frozen");
        }
    }

    @Override
    public Cgroup open(CgroupDirectories directories) {
        PathCgroup cgroup = new PathCgroup(directories);
        return directories
                .unit()
                .<Cgroup>map(unit -> new SystemdCgroup(cgroup, unit, systemd))
                .orElse(cgroup);
    }

    /**
     * Where device rules go.
     *
     * @param shared whether systemd restricts devices there as well
     */
    private Devices devices(CgroupDirectories directories, boolean shared) {
        if (inUserNamespace) {
            return new Devices.Untouched();
        }
        Path v1 = directories.v1().get("devices");
        if (v1 != null) {
            return new Devices.V1(v1, rootless);
        }
        if (directories.v2().isPresent()) {
            return new Devices.V2(directories.v2().get(), rootless, shared);
        }
        if (rootless) {
            return new Devices.Untouched();
        }
        throw new CgroupException(
                "/linux/resources/devices",
                "no cgroup hierarchy restricts devices: none is mounted");
    }
}
