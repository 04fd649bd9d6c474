package dev.carafe.cgroup;

import dev.carafe.systemd.Systemd;
import dev.carafe.systemd.SystemdException;
import dev.carafe.systemd.UnitProperty;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A systemd that writes down what it is asked for, and has units in memory only. */
class RecordingSystemd implements Systemd {
    private static final String UNIT_EXISTS = "org.freedesktop.systemd1.UnitExists";

    final List<String> calls = new ArrayList<>();
    final Set<String> active = new HashSet<>();
    final Set<String> failed = new HashSet<>();
    List<UnitProperty> properties = List.of();
    int version = 252;

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public int version() {
        return version;
    }

    @Override
    public String controlGroup() {
        return "/user.slice/user@1000.service";
    }

    @Override
    public boolean isActive(String unit) {
        return active.contains(unit);
    }

    @Override
    public void start(String unit, List<UnitProperty> given) {
        calls.add("start " + unit);
        if (active.contains(unit) || failed.contains(unit)) {
            throw new SystemdException(UNIT_EXISTS, "Unit " + unit + " exists", null);
        }
        properties = given;
        active.add(unit);
    }

    @Override
    public void change(String unit, List<UnitProperty> given) {
        calls.add("change " + unit);
        properties = given;
    }

    @Override
    public void stop(String unit) {
        calls.add("stop " + unit);
        active.remove(unit);
    }

    @Override
    public void resetFailed(String unit) {
        calls.add("resetFailed " + unit);
        failed.remove(unit);
    }

    @Override
    public void close() {
        calls.add("close");
    }
}
