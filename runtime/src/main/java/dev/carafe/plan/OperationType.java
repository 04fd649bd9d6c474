package dev.carafe.plan;

import java.util.Locale;

/** The rows of {@code native/src/operations.def}; a test compares the two. */
public enum OperationType {
    OPEN_TREE(1, "HI", "usu"),
    OPEN_DEVICE(2, "HI", "usuuu"),
    OPEN_FILE(3, "HI", "usu"),
    CONNECT_SOCKET(4, "H", "us"),
    OPEN_NAMESPACE(5, "H", "usu"),
    MAKE_USER_NAMESPACE(6, "H", "uss"),
    IDMAP_MOUNT(7, "H", "uuu"),
    RECORD_TIMES(8, "H", ""),
    CLONE_INIT(10, "H", "qu"),
    JOIN_NAMESPACE(11, "E", "uu"),
    UNSHARE_TIME(15, "E", "s"),
    WRITE_PROC_FILE(12, "PLE", "ss"),
    RUN_MAP_HELPER(13, "P", "l"),
    SET_INIT_RLIMIT(14, "PL", "uqq"),
    OPEN_PROCESS(18, "H", "uuq"),
    JOIN_PROCESS(19, "E", "uq"),
    REFUSE_OWN_NAMESPACE(17, "H", "uu"),
    MOVE_NET_DEVICE(16, "P", "ss"),
    NEW_SESSION(20, "I", ""),
    JOIN_CGROUP(21, "EI", "u"),
    UNSHARE(22, "I", "q"),
    BECOME_ROOT(23, "I", ""),
    SESSION_KEYRING(24, "I", "s"),
    SET_HOSTNAME(25, "I", "s"),
    SET_DOMAINNAME(26, "I", "s"),
    WRITE_SYSCTL(27, "I", "ss"),
    RAISE_LOOPBACK(28, "I", ""),
    SET_ROOT_PROPAGATION(30, "I", "q"),
    MOUNT_ROOT(31, "I", "su"),
    NEW_MOUNT(32, "I", "ussql"),
    COPY_UP(33, "I", "us"),
    ATTACH_MOUNT(34, "I", "usu"),
    SET_MOUNT_ATTRIBUTES(35, "I", "uqqqu"),
    MAKE_DIRECTORY(36, "I", "su"),
    MAKE_DEVICE(37, "I", "suuuuuu"),
    MAKE_SYMLINK(38, "I", "ssu"),
    OPEN_CONSOLE(39, "I", "uuu"),
    MASK_PATH(40, "I", "s"),
    READONLY_PATH(41, "I", "s"),
    PIVOT_ROOT(42, "I", ""),
    MOVE_ROOT(43, "I", ""),
    SET_PROPAGATION(44, "I", "sq"),
    REMOUNT(45, "I", "sqql"),
    COPY_MODE(46, "I", "us"),
    CHANGE_ROOT(47, "I", ""),
    LEAVE_MOUNT_NAMESPACE(48, "I", "u"),
    SYNC(50, "I", "u"),
    RUN_HOOK(51, "I", "sllu"),
    GATE(52, "I", "uu"),
    SEND_PIDFD(53, "I", "us"),
    COMMIT(54, "L", "ss"),
    SET_RLIMIT(60, "I", "uqq"),
    SET_ENVIRONMENT(61, "I", "l"),
    DEFAULT_HOME(62, "I", "u"),
    LIMIT_BOUNDING_SET(63, "I", "q"),
    SET_USER(64, "I", "uunu"),
    SET_CAPABILITIES(65, "I", "qqqq"),
    SET_NO_NEW_PRIVILEGES(66, "I", ""),
    SET_UMASK(67, "I", "u"),
    CHANGE_DIRECTORY(68, "I", "su"),
    KEEP_DESCRIPTORS(69, "I", "u"),
    FIND_PROGRAM(70, "I", "s"),
    OWN_STDIO(72, "I", "u"),
    LOAD_SECCOMP(73, "I", "uubq"),
    EXECUTE(71, "I", "l"),
    FINISH(74, "I", ""),
    PASS_DESCRIPTOR(75, "I", "u"),
    OPEN_CHANNEL(76, "I", "u"),
    SET_SCHEDULER(80, "IL", "uqiuqqq"),
    SET_IO_PRIORITY(81, "IL", "uu"),
    SET_PERSONALITY(82, "I", "u"),
    SET_MEMORY_POLICY(83, "I", "uun"),
    SET_CPU_AFFINITY(84, "HE", "b"),
    SET_SECURITY_ATTRIBUTE(90, "EI", "ss"),
    LABEL_MOUNT(91, "I", "us"),
    SET_COVER_LABEL(92, "I", "s"),
    UNDO_MOUNTS(100, "I", "u"),
    REQUIRE_MOUNT(101, "I", "s"),
    DETACH_MOUNT(102, "I", "us"),
    REOPEN_NULL(103, "I", ""),
    BIND_ROOT(104, "I", "s");

    private final int number;
    private final String phases;
    private final String signature;

    OperationType(int number, String phases, String signature) {
        this.number = number;
        this.phases = phases;
        this.signature = signature;
    }

    /** The name in the table and in a printed program. */
    public String operationName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The number in an encoded program. */
    public int number() {
        return number;
    }

    /** Letters of the phases that the operation may stand in. */
    public String phases() {
        return phases;
    }

    /** One letter for each argument; docs/protocol.md, "Encoding". */
    public String signature() {
        return signature;
    }

    /** Whether the operation may stand in that phase. */
    public boolean isAllowedIn(Phase phase) {
        return phases.indexOf(phase.letter()) >= 0;
    }
}
