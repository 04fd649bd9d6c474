package dev.carafe.plan;

import dev.carafe.spec.Capability;
import dev.carafe.spec.ProcessSpec;
import dev.carafe.spec.seccomp.Seccomp;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code linux.seccomp}: when the filter is loaded, and with which right.
 *
 * <p>Usually it is init's last step before the exec, so that a profile need not allow what only
 * init does. One with a listener is loaded before the gate instead: the supervisor gets the
 * listener while the container is created, as runc does it.
 *
 * <p>Without no_new_privs, loading needs CAP_SYS_ADMIN; seccomp(2). Then init keeps it that long,
 * whatever the process is allowed.
 */
final class Filtering {
    private static final String POINTER = "/linux/seccomp";
    private static final String LISTENER = POINTER + "/listenerPath";
    private static final long SYS_ADMIN = 1L << Capability.CAP_SYS_ADMIN.number();

    private final Context context;
    private final ProgramBuilder program;
    private final @Nullable SystemCallFilter filter;
    private int socket = Program.NO_SLOT;

    Filtering(Context context, Optional<SystemCallFilter> filter) {
        this.context = context;
        this.program = context.program();
        this.filter = filter.orElse(null);
        if (context.config().linux().seccomp() != null && filter.isEmpty()) {
            throw new IllegalArgumentException("linux.seccomp was not compiled");
        }
        if (needsCapability() && !isPrivileged()) {
            program.problem(
                    POINTER,
                    "needs CAP_SYS_ADMIN, or process.noNewPrivileges set to true: seccomp(2)");
        }
    }

    /** Connects to the supervisor of the calls that notify. */
    void connect() {
        Seccomp profile = context.config().linux().seccomp();
        if (filter != null && filter.notifies() && profile != null) {
            String path = profile.listenerPath();
            socket = program.newSlot();
            program.host(
                    new DescriptorOperation.ConnectSocket(socket, path == null ? "" : path),
                    LISTENER);
        }
    }

    /** Capabilities that init needs until the filter is loaded. */
    long heldCapabilities() {
        return needsCapability() ? SYS_ADMIN : 0;
    }

    /**
     * A filter with a listener, once there is nothing left for init to do but to wait for start.
     *
     * @param permitted what the process may have: that is not to be taken from it
     */
    void loadWithListener(long permitted) {
        if (filter != null && filter.notifies()) {
            program.init(new WaitOperation.Sync(WaitOperation.Sync.LISTENER), LISTENER);
            load(filter, permitted);
        }
    }

    /**
     * A filter without a listener: with the exec.
     *
     * @param permitted as above
     */
    void loadLast(long permitted) {
        if (filter != null && !filter.notifies()) {
            load(filter, permitted);
        }
    }

    private void load(SystemCallFilter of, long permitted) {
        program.init(
                new ProcessOperation.LoadSeccomp(
                        socket, of.flags(), of, heldCapabilities() & ~permitted),
                POINTER);
    }

    private boolean needsCapability() {
        ProcessSpec process = context.config().process();
        return filter != null && process != null && !process.noNewPrivileges();
    }

    private boolean isPrivileged() {
        return context.hasUserNamespace() || context.can(Capability.CAP_SYS_ADMIN);
    }
}
