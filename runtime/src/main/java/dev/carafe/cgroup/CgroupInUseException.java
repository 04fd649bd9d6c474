package dev.carafe.cgroup;

/** The control group that was asked for is somebody else's, and was left alone. */
public final class CgroupInUseException extends CgroupException {
    private static final long serialVersionUID = 1;

    CgroupInUseException(String message) {
        super("/linux/cgroupsPath", message);
    }
}
