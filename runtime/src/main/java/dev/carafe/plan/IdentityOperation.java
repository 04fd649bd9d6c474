package dev.carafe.plan;

/** Operations on what init is and in which namespaces it is. */
public sealed interface IdentityOperation extends Operation {
    /** Makes init the leader of a session. */
    record NewSession() implements IdentityOperation {
        @Override
        public OperationType type() {
            return OperationType.NEW_SESSION;
        }

        @Override
        public void describe(Arguments arguments) {}
    }

    /** Writes 0 to an open {@code tasks} or {@code cgroup.procs}. */
    record JoinCgroup(int slot) implements IdentityOperation {
        @Override
        public OperationType type() {
            return OperationType.JOIN_CGROUP;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.slot("slot", slot);
        }
    }

    /** Makes new namespaces. */
    record Unshare(long flags) implements IdentityOperation {
        @Override
        public OperationType type() {
            return OperationType.UNSHARE;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.longFlags("flags", FlagNames.CLONE, flags);
        }
    }

    /** Takes id 0 of the user namespace. */
    record BecomeRoot() implements IdentityOperation {
        @Override
        public OperationType type() {
            return OperationType.BECOME_ROOT;
        }

        @Override
        public void describe(Arguments arguments) {}
    }

    /** Joins a new session keyring. */
    record SessionKeyring(String name) implements IdentityOperation {
        @Override
        public OperationType type() {
            return OperationType.SESSION_KEYRING;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.text("name", name);
        }
    }

    /** Sets the hostname. */
    record SetHostname(String name) implements IdentityOperation {
        @Override
        public OperationType type() {
            return OperationType.SET_HOSTNAME;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.text("name", name);
        }
    }

    /** Sets the NIS domain name. */
    record SetDomainname(String name) implements IdentityOperation {
        @Override
        public OperationType type() {
            return OperationType.SET_DOMAINNAME;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.text("name", name);
        }
    }

    /** Writes to a file below {@code /proc/sys}. */
    record WriteSysctl(String path, String value) implements IdentityOperation {
        @Override
        public OperationType type() {
            return OperationType.WRITE_SYSCTL;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.text("path", path).text("value", value);
        }
    }

    /** Brings the loopback device up. */
    record RaiseLoopback() implements IdentityOperation {
        @Override
        public OperationType type() {
            return OperationType.RAISE_LOOPBACK;
        }

        @Override
        public void describe(Arguments arguments) {}
    }
}
