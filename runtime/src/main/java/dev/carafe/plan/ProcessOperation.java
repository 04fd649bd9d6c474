package dev.carafe.plan;

import java.util.List;

/** Operations on what becomes the process. */
public sealed interface ProcessOperation extends Operation {
    /** Sets a resource limit. */
    record SetRlimit(int resource, long soft, long hard) implements ProcessOperation {
        @Override
        public OperationType type() {
            return OperationType.SET_RLIMIT;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments
                    .number("resource", resource)
                    .longNumber("soft", soft)
                    .longNumber("hard", hard);
        }
    }

    /** Sets the process's environment. */
    record SetEnvironment(List<String> env) implements ProcessOperation {
        public SetEnvironment {
            env = List.copyOf(env);
        }

        @Override
        public OperationType type() {
            return OperationType.SET_ENVIRONMENT;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.texts("env", env);
        }
    }

    /** Sets HOME from {@code /etc/passwd}. */
    record DefaultHome(int uid) implements ProcessOperation {
        @Override
        public OperationType type() {
            return OperationType.DEFAULT_HOME;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.number("uid", uid);
        }
    }

    /** Drops all other capabilities from the bounding set. */
    record LimitBoundingSet(long keep) implements ProcessOperation {
        @Override
        public OperationType type() {
            return OperationType.LIMIT_BOUNDING_SET;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.longFlags("keep", FlagNames.CAPABILITIES, keep);
        }
    }

    /** Takes the user and the groups. */
    record SetUser(int uid, int gid, List<Integer> additionalGids, boolean keepGroups)
            implements ProcessOperation {
        public SetUser {
            additionalGids = List.copyOf(additionalGids);
        }

        @Override
        public OperationType type() {
            return OperationType.SET_USER;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments
                    .number("uid", uid)
                    .number("gid", gid)
                    .numbers("additional_gids", additionalGids)
                    .number("keep_groups", keepGroups ? 1 : 0);
        }
    }

    /** Sets the capability sets. */
    record SetCapabilities(long effective, long permitted, long inheritable, long ambient)
            implements ProcessOperation {
        @Override
        public OperationType type() {
            return OperationType.SET_CAPABILITIES;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments
                    .longFlags("effective", FlagNames.CAPABILITIES, effective)
                    .longFlags("permitted", FlagNames.CAPABILITIES, permitted)
                    .longFlags("inheritable", FlagNames.CAPABILITIES, inheritable)
                    .longFlags("ambient", FlagNames.CAPABILITIES, ambient);
        }
    }

    /** Sets no_new_privs. */
    record SetNoNewPrivileges() implements ProcessOperation {
        @Override
        public OperationType type() {
            return OperationType.SET_NO_NEW_PRIVILEGES;
        }

        @Override
        public void describe(Arguments arguments) {}
    }

    /** Sets the file mode creation mask. */
    record SetUmask(int mask) implements ProcessOperation {
        @Override
        public OperationType type() {
            return OperationType.SET_UMASK;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.mode("mask", mask);
        }
    }

    /** Changes to a directory inside the container. */
    record ChangeDirectory(String path, boolean deniedIsFine) implements ProcessOperation {
        @Override
        public OperationType type() {
            return OperationType.CHANGE_DIRECTORY;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.text("path", path).number("denied_is_fine", deniedIsFine ? 1 : 0);
        }
    }

    /** Makes all descriptors but so many from 3 upwards close-on-exec. */
    record KeepDescriptors(int count) implements ProcessOperation {
        @Override
        public OperationType type() {
            return OperationType.KEEP_DESCRIPTORS;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.number("count", count);
        }
    }

    /** Looks up the program and checks that it can be executed. */
    record FindProgram(String name) implements ProcessOperation {
        @Override
        public OperationType type() {
            return OperationType.FIND_PROGRAM;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.text("name", name);
        }
    }

    /** Gives stdio to the user. */
    record OwnStdio(int uid) implements ProcessOperation {
        @Override
        public OperationType type() {
            return OperationType.OWN_STDIO;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.number("uid", uid);
        }
    }

    /**
     * Loads a filter: at once with a socket that gets the listener, else with the exec.
     *
     * @param socket slot, or {@link Program#NO_SLOT}
     * @param held capabilities that init has for this only
     */
    record LoadSeccomp(int socket, int flags, SystemCallFilter filter, long held)
            implements ProcessOperation {
        @Override
        public OperationType type() {
            return OperationType.LOAD_SECCOMP;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments
                    .slot("socket", socket)
                    .flags("flags", FlagNames.FILTER, flags)
                    .bytes("filter", filter.program(), filter.summary())
                    .longFlags("held", FlagNames.CAPABILITIES, held);
        }
    }

    /** Becomes the process. */
    record Execute(List<String> argv) implements ProcessOperation {
        public Execute {
            argv = List.copyOf(argv);
        }

        @Override
        public OperationType type() {
            return OperationType.EXECUTE;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.texts("argv", argv);
        }
    }
}
