package dev.carafe.criu;

/**
 * Options of a request to criu, {@code criu_opts} of its rpc.proto. Descriptors are criu's own,
 * since it is the peer of its socket.
 */
public final class CriuOptions {
    /** Debug: what criu's own logs are useful for begins there. */
    private static final int LOG_LEVEL = 4;

    private final ProtobufWriter out = new ProtobufWriter();

    /**
     * The least that criu wants to know.
     *
     * @param images descriptor of the directory with the images
     * @param work descriptor of the directory for the log
     * @param logFile name of the log in it
     */
    public CriuOptions(int images, int work, String logFile) {
        out.number(1, images);
        out.number(17, work);
        out.number(9, LOG_LEVEL);
        out.text(10, logFile);
        out.flag(12, true); // notify
    }

    ProtobufWriter message() {
        return out;
    }

    public CriuOptions pid(int pid) {
        out.number(2, pid);
        return this;
    }

    public CriuOptions leaveRunning(boolean on) {
        out.flag(3, on);
        return this;
    }

    public CriuOptions externalUnixSockets(boolean on) {
        out.flag(4, on);
        return this;
    }

    public CriuOptions tcpEstablished(boolean on) {
        out.flag(5, on);
        return this;
    }

    /** Devices that are gone by their paths are taken by their numbers. */
    public CriuOptions evasiveDevices() {
        out.flag(6, true);
        return this;
    }

    public CriuOptions shellJob(boolean on) {
        out.flag(7, on);
        return this;
    }

    public CriuOptions fileLocks(boolean on) {
        out.flag(8, on);
        return this;
    }

    public CriuOptions pageServer(String address, int port) {
        out.message(11, new ProtobufWriter().text(1, address).number(2, port));
        return this;
    }

    /** Path of the root file system, which must be a mount point to restore. */
    public CriuOptions root(String path) {
        out.text(13, path);
        return this;
    }

    /** Images of an earlier pre-dump, relative to those of this dump. */
    public CriuOptions parentImages(String path) {
        out.text(14, path);
        out.flag(15, true); // track memory
        return this;
    }

    public CriuOptions autoDedup(boolean on) {
        out.flag(16, on);
        return this;
    }

    public CriuOptions linkRemap(boolean on) {
        out.flag(18, on);
        return this;
    }

    /** A mount that is not in the images: by its key to dump it, from a source to restore it. */
    public CriuOptions externalMount(String key, String value) {
        out.message(23, new ProtobufWriter().text(1, key).text(2, value));
        return this;
    }

    /** The control group that takes the place of the one that was dumped. */
    public CriuOptions cgroupRoot(String controllers, String path) {
        out.message(25, new ProtobufWriter().text(1, controllers).text(2, path));
        return this;
    }

    /** The restored processes become children of criu's parent. */
    public CriuOptions restoreAsSiblings() {
        out.flag(26, true);
        return this;
    }

    /** A descriptor that takes the place of the one that was dumped under that key. */
    public CriuOptions inheritDescriptor(String key, int descriptor) {
        out.message(27, new ProtobufWriter().text(1, key).number(2, descriptor));
        return this;
    }

    public CriuOptions cgroupMode(CgroupMode mode) {
        out.flag(24, true);
        out.number(34, mode.number());
        return this;
    }

    public CriuOptions external(String what) {
        out.text(37, what);
        return this;
    }

    /** {@code CLONE_NEW*} of namespaces whose properties are not kept; network only. */
    public CriuOptions emptyNamespaces(int flags) {
        out.number(38, flags);
        return this;
    }

    /** A namespace that is joined rather than made. */
    public CriuOptions joinNamespace(String name, String path) {
        out.message(39, new ProtobufWriter().text(1, name).text(2, path));
        return this;
    }

    public CriuOptions freezeCgroup(String path) {
        out.text(44, path);
        return this;
    }

    public CriuOptions tcpSkipInFlight(boolean on) {
        out.flag(46, on);
        return this;
    }

    public CriuOptions lazyPages(boolean on) {
        out.flag(48, on);
        return this;
    }

    /** Descriptor that a zero byte is written to when pages can be asked for. */
    public CriuOptions statusDescriptor(int descriptor) {
        out.number(49, descriptor);
        return this;
    }

    /** Terminals whose master is with somebody else are kept, and their master is handed over. */
    public CriuOptions orphanTerminals() {
        out.flag(50, true);
        return this;
    }

    /** A file of criu's own options, which win over these; it may be absent. */
    public CriuOptions configFile(String path) {
        out.text(51, path);
        return this;
    }

    public CriuOptions tcpClose(boolean on) {
        out.flag(52, on);
        return this;
    }

    public CriuOptions lsmProfile(String profile) {
        out.text(53, profile);
        return this;
    }

    public CriuOptions lsmMountContext(String context) {
        out.text(63, context);
        return this;
    }

    public CriuOptions networkLock(NetworkLock method) {
        out.number(64, method.number());
        return this;
    }
}
