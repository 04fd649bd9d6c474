package dev.carafe.cgroup;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.resources.Resources;
import dev.carafe.systemd.Systemd;
import dev.carafe.systemd.SystemdException;
import dev.carafe.systemd.UnitProperty;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A control group that is systemd's unit: made and removed by systemd, which must know every limit
 * that it can, since it writes all that it knows again when it is reloaded.
 *
 * @param files the same control group by its directories
 * @param unit the unit's name
 * @param systemd connects to systemd
 */
record SystemdCgroup(PathCgroup files, String unit, Supplier<Systemd> systemd) implements Cgroup {
    @Override
    public CgroupDirectories directories() {
        return files.directories();
    }

    /** The files first, which are checked and where errors are told apart. */
    @Override
    public List<Problem> update(Resources resources, Consumer<Map<Path, String>> before) {
        Resources complete = new CurrentLimits(directories()).complete(resources);
        boolean isV2 = directories().v1().isEmpty();
        try (Systemd manager = systemd.get()) {
            List<UnitProperty> properties = UnitLimits.of(complete, isV2, manager.version());
            return files.change(
                    CpuQuota.rounded(complete),
                    before,
                    () -> {
                        change(manager, properties);
                        tellBlockIo(manager, complete);
                    });
        } catch (SystemdException e) {
            throw CgroupException.systemd(e);
        }
    }

    /**
     * The properties first: as long as a file tells that it was changed, so may its property be.
     */
    @Override
    public void restore(Map<Path, String> before) {
        Set<Path> changed = new LimitSnapshot(before).changed();
        if (changed.isEmpty()) {
            return;
        }
        Optional<CgroupException> refusal = Optional.empty();
        try (Systemd manager = systemd.get()) {
            change(manager, UnitLimitFiles.properties(before, changed, manager.version()));
            // Its own conversions come before the files.
            boolean _ = manager.isActive(unit);
        } catch (SystemdException e) {
            refusal = Optional.of(CgroupException.systemd(e));
        } catch (CgroupException e) {
            refusal = Optional.of(e);
        }
        files.restore(before);
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    private void tellBlockIo(Systemd manager, Resources asked) {
        try {
            UnitLimitFiles.tellBlockIo(manager, unit, asked, directories());
        } catch (SystemdException e) {
            throw CgroupException.systemd(e);
        }
    }

    private void change(Systemd manager, List<UnitProperty> properties) {
        try {
            if (!properties.isEmpty()) {
                manager.change(unit, properties);
            }
        } catch (SystemdException e) {
            throw CgroupException.systemd(e);
        }
    }

    @Override
    public Statistics statistics() {
        return files.statistics();
    }

    @Override
    public Optional<OutOfMemory> outOfMemory() {
        return files.outOfMemory();
    }

    @Override
    public List<Integer> processes() {
        return files.processes();
    }

    @Override
    public void kill(int signal) {
        files.kill(signal);
    }

    @Override
    public Optional<Path> freezerFile() {
        return files.freezerFile();
    }

    @Override
    public boolean isFrozen() {
        return files.isFrozen();
    }

    @Override
    public void freeze() {
        files.freeze();
    }

    @Override
    public void thaw() {
        files.thaw();
    }

    @Override
    public boolean deleteIfUnused() {
        return files.processes().isEmpty() && removed(files::deleteIfUnused);
    }

    @Override
    public void delete(Duration patience) {
        boolean _ =
                removed(() -> {
                    files.delete(patience);
                    return true;
                });
    }

    /**
     * Has systemd remove the unit with its directories, and removes those that it does not know. A
     * systemd that cannot be asked, such as that of a user who has logged out, is no obstacle: it
     * forgets an empty scope by itself.
     */
    private boolean removed(BooleanSupplier directories) {
        Optional<CgroupException> refusal = stop();
        try {
            return directories.getAsBoolean();
        } catch (CgroupException e) {
            refusal.ifPresent(e::addSuppressed);
            throw e;
        }
    }

    private Optional<CgroupException> stop() {
        try (Systemd manager = systemd.get()) {
            manager.stop(unit);
            // A failed unit would keep the name.
            manager.resetFailed(unit);
            return Optional.empty();
        } catch (SystemdException e) {
            return Optional.of(CgroupException.systemd(e));
        }
    }
}
