package dev.carafe.lifecycle;

import dev.carafe.linux.Errno;
import dev.carafe.plan.OperationType;
import java.util.Optional;

/** What to do about failures whose cause is not plain from the error number. */
final class Hint {
    private Hint() {}

    /** What to do, or nothing. */
    static String of(OperationType operation, LaunchFailure.Kind kind, int number) {
        if (kind != LaunchFailure.Kind.ERRNO) {
            return "";
        }
        Optional<Errno> errno = Errno.of(number);
        if (errno.isEmpty()) {
            return "";
        }
        return switch (errno.get()) {
            case ENOENT -> absent(operation);
            case EPERM, EACCES -> denied(operation);
            case ENOSPC -> noSpace(operation);
            case ENOSYS -> "carafe needs Linux 5.14 or later";
            case ECONNREFUSED ->
                    operation == OperationType.CONNECT_SOCKET ? "nobody listens on the socket" : "";
            case ENODEV ->
                    operation == OperationType.NEW_MOUNT
                            ? "this kernel does not have that file system"
                            : "";
            case EROFS ->
                    operation == OperationType.ATTACH_MOUNT
                            ? "the mount's target must exist where the root file system"
                                    + " is read-only"
                            : "";
            case EAGAIN ->
                    operation == OperationType.CLONE_INIT
                            ? "too many processes: see ulimit -u and the pids cgroup"
                            : "";
            case EDQUOT ->
                    operation == OperationType.SESSION_KEYRING
                            ? "too many keys: see /proc/sys/kernel/keys, or use"
                                    + " --no-new-keyring"
                            : "";
            default -> "";
        };
    }

    @SuppressWarnings("UnnecessaryDefaultInEnumSwitch") // most operations need no hint
    private static String absent(OperationType operation) {
        return switch (operation) {
            case OPEN_TREE -> "the source must exist on the host";
            case MOUNT_ROOT -> "root.path must be a directory of the bundle";
            case CONNECT_SOCKET -> "nobody made the socket";
            case SET_SECURITY_ATTRIBUTE -> "the AppArmor profile must be loaded on the host";
            case CHANGE_DIRECTORY -> "process.cwd must exist in the root filesystem";
            case WRITE_SYSCTL -> "this kernel, or this namespace, does not have that parameter";
            default -> "";
        };
    }

    @SuppressWarnings("UnnecessaryDefaultInEnumSwitch") // as above
    private static String denied(OperationType operation) {
        return switch (operation) {
            case CLONE_INIT ->
                    "namespaces need root, or a user namespace: see carafe spec --rootless";
            case SET_RLIMIT, SET_INIT_RLIMIT -> "raising a hard limit needs CAP_SYS_RESOURCE";
            case SET_SCHEDULER ->
                    "real-time policies and a negative nice need CAP_SYS_NICE, a cpu cgroup of"
                            + " version 1 also realtimeRuntime, and SCHED_DEADLINE every CPU";
            case SET_IO_PRIORITY -> "IOPRIO_CLASS_RT needs CAP_SYS_NICE";
            case WRITE_PROC_FILE -> "lowering oom_score_adj needs CAP_SYS_RESOURCE";
            case NEW_MOUNT ->
                    "in a user namespace, proc and sysfs need a pid and a network namespace of"
                            + " their own, and the host's unmasked";
            case MOVE_NET_DEVICE ->
                    "that needs CAP_NET_ADMIN and CAP_SYS_ADMIN where the device is";
            case RUN_MAP_HELPER -> "see /etc/subuid and /etc/subgid";
            case LOAD_SECCOMP -> "loading a filter needs CAP_SYS_ADMIN or noNewPrivileges";
            case OPEN_TREE -> "the caller must be able to reach the source";
            default -> "";
        };
    }

    /** The same for the exec of a program that was found. */
    static String ofExec(LaunchFailure failure) {
        if (failure.kind() != LaunchFailure.Kind.ERRNO) {
            return "";
        }
        return switch (Errno.of(failure.number()).orElse(Errno.EIO)) {
            case ENOENT -> "the file is there: its interpreter, or its dynamic loader, is not";
            case ENOEXEC -> "it is for another processor, or a script without a #! line";
            case EACCES -> "its file system may be mounted noexec";
            default -> "";
        };
    }

    private static String noSpace(OperationType operation) {
        return operation == OperationType.CLONE_INIT ? "see the limits in /proc/sys/user" : "";
    }
}
