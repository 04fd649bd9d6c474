package dev.carafe.cgroup;

import dev.carafe.cgroup.CgroupPlan.PlannedUnit;
import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.CgroupMode;
import dev.carafe.linux.CgroupMounts;
import dev.carafe.linux.HostFacts;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.resources.DeviceRule;
import dev.carafe.spec.resources.Resources;
import dev.carafe.systemd.Systemd;
import dev.carafe.systemd.SystemdException;
import dev.carafe.systemd.UnitProperty;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has systemd make a scope around init, and then sets in files what systemd has no property for, or
 * keeps less exactly.
 */
final class SystemdCgroupDriver implements CgroupDriver {
    /** The first version with AllowedCPUs, and older than any kernel that carafe runs on. */
    private static final int OLDEST_VERSION = 244;

    /** Version 1 controllers whose directories are systemd's. */
    private static final Set<String> CONTROLLERS_OF_SYSTEMD =
            Set.of("cpu", "cpuacct", "memory", "devices", "pids", "blkio", "name=systemd");

    private final CgroupMounts mounts;
    private final boolean isUser;
    private final boolean rootless;
    private final Supplier<Systemd> connect;
    private final PathCgroupDriver paths;

    SystemdCgroupDriver(HostFacts facts, boolean rootless, Supplier<Systemd> connect) {
        this.mounts = facts.cgroups();
        this.isUser = facts.uid() != 0 || facts.inUserNamespace();
        this.rootless = rootless;
        this.connect = connect;
        this.paths = new PathCgroupDriver(facts, rootless, connect);
    }

    @Override
    public CgroupPlan resolve(
            @Nullable String cgroupsPath, String id, Map<String, String> annotations) {
        List<UnitProperty> given = UnitAnnotations.of(annotations);
        UnitName unit = UnitName.of(cgroupsPath, id, isUser);
        if (isUser && mounts.mode() != CgroupMode.V2) {
            throw new CgroupException(
                    "",
                    "--systemd-cgroup: without root it needs cgroup v2 alone, as systemd gives"
                            + " nothing of cgroup v1 away; leave the flag away");
        }
        CgroupDirectories directories = directories(unit, managersOwn());
        return new CgroupPlan(
                directories,
                CgroupPaths.missing(mounts, withoutSystemds(directories)),
                cgroupsPath != null && !cgroupsPath.isEmpty(),
                Optional.of(
                        new PlannedUnit(
                                unit.unit(),
                                unit.slice(),
                                "carafe container " + id,
                                OptionalInt.empty(),
                                given)));
    }

    private Path managersOwn() {
        try (Systemd systemd = connect.get()) {
            int version = systemd.version();
            if (version < OLDEST_VERSION) {
                throw new CgroupException(
                        "",
                        "--systemd-cgroup: needs systemd %d or later, and this is %d"
                                .formatted(OLDEST_VERSION, version));
            }
            String path = systemd.controlGroup();
            return Path.of(path.isEmpty() ? "" : path.substring(1));
        } catch (SystemdException e) {
            throw CgroupException.systemd(e);
        }
    }

    private CgroupDirectories directories(UnitName unit, Path managersOwn) {
        // A slice is where its name says, which is inside of the slice that was given.
        Path path = managersOwn.resolve(unit.path());
        Map<String, Path> v1 = new HashMap<>();
        mounts.v1().forEach((controller, mount) -> v1.put(controller, mount.resolve(path)));
        return new CgroupDirectories(
                v1, mounts.v2().map(mount -> mount.resolve(path)), Optional.of(unit.unit()));
    }

    /** What a rollback may remove: systemd removes its own. */
    private static CgroupDirectories withoutSystemds(CgroupDirectories all) {
        Map<String, Path> v1 = new HashMap<>(all.v1());
        v1.keySet().removeAll(CONTROLLERS_OF_SYSTEMD);
        return new CgroupDirectories(v1, Optional.empty());
    }

    @Override
    public void checkUnused(CgroupPlan plan) {
        String unit = plan.unit().orElseThrow().name();
        try (Systemd systemd = connect.get()) {
            if (systemd.isActive(unit)) {
                throw inUse(unit);
            }
        } catch (SystemdException e) {
            throw CgroupException.systemd(e);
        }
        paths.checkUnused(plan);
    }

    private static CgroupInUseException inUse(String unit) {
        return new CgroupInUseException("systemd has a unit " + unit + " already");
    }

    @Override
    public Cgroup create(
            CgroupPlan plan,
            @Nullable Resources resources,
            Collection<String> devices,
            Consumer<Problem> warnings) {
        PlannedUnit unit = plan.unit().orElseThrow();
        boolean isV2 = plan.directories().v1().isEmpty();
        try (Systemd systemd = connect.get()) {
            List<UnitProperty> properties = new ArrayList<>(properties(unit));
            List<DeviceRule> rules = resources == null ? List.of() : resources.devices();
            if (!rootless) {
                properties.addAll(UnitDevices.of(DeviceRules.complete(rules, devices), isV2));
            }
            if (resources != null) {
                properties.addAll(UnitLimits.of(resources, isV2, systemd.version()));
            }
            start(systemd, unit.name(), properties);
        } catch (SystemdException e) {
            throw CgroupException.systemd(e);
        }
        Resources limits = resources == null ? null : CpuQuota.rounded(resources);
        Cgroup cgroup = paths.create(plan, limits, devices, warnings);
        if (limits == null || !UnitLimitFiles.hasBlockIo(limits)) {
            return cgroup;
        }
        try (Systemd systemd = connect.get()) {
            UnitLimitFiles.tellBlockIo(systemd, unit.name(), limits, cgroup.directories());
        } catch (SystemdException e) {
            throw CgroupException.systemd(e);
        }
        return cgroup;
    }

    /** What every unit has. */
    private static List<UnitProperty> properties(PlannedUnit unit) {
        List<UnitProperty> properties = new ArrayList<>();
        properties.add(UnitProperty.text("Description", unit.description()));
        if (unit.name().endsWith(UnitName.SLICE_SUFFIX)) {
            properties.add(UnitProperty.texts("Wants", List.of(unit.slice())));
        } else {
            properties.add(UnitProperty.text("Slice", unit.slice()));
            properties.add(UnitProperty.flag("Delegate", true));
            properties.add(
                    new UnitProperty(
                            "PIDs", new UnitProperty.Pids(List.of(unit.init().orElseThrow()))));
        }
        properties.add(UnitProperty.flag("DefaultDependencies", false));
        for (String accounting : List.of("Memory", "CPU", "Tasks", "IO")) {
            properties.add(UnitProperty.flag(accounting + "Accounting", true));
        }
        // Before the limits, which come from config.json's own properties and win, as with runc.
        properties.addAll(unit.given());
        return properties;
    }

    /** A failed unit of an earlier container keeps the name, until it is forgotten. */
    private static void start(Systemd systemd, String unit, List<UnitProperty> properties) {
        try {
            systemd.start(unit, properties);
        } catch (SystemdException e) {
            if (!e.isUnitExists()) {
                throw e;
            }
            systemd.resetFailed(unit);
            startAgain(systemd, unit, properties);
        }
    }

    private static void startAgain(Systemd systemd, String unit, List<UnitProperty> properties) {
        try {
            systemd.start(unit, properties);
        } catch (SystemdException e) {
            throw e.isUnitExists() ? inUse(unit) : e;
        }
    }

    @Override
    public Cgroup open(CgroupDirectories directories) {
        return paths.open(directories);
    }
}
