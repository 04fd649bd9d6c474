package dev.carafe.linux;

import java.nio.channels.SocketChannel;

/**
 * Who is at the other end of a Unix stream socket; {@code SO_PEERCRED} of unix(7): the process that
 * called connect(2), or socketpair(2).
 *
 * @param pid 0 when the process is outside of the engine's pid namespace
 * @param uid effective user id at that time
 * @param gid effective group id at that time
 */
public record PeerCredentials(int pid, int uid, int gid) {
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;
    private static final int SO_PEERPIDFD = 77;

    /**
     * Asks the kernel.
     *
     * <p>The JVM must run with {@code --add-exports java.base/sun.nio.ch=ALL-UNNAMED}: there is no
     * public way from a channel to its descriptor.
     *
     * @throws KernelException as of getsockopt(2)
     */
    public static PeerCredentials of(SocketChannel channel) {
        int[] value = new int[3];
        long result =
                Native.calls()
                        .getsockopt(ChannelDescriptor.of(channel), SOL_SOCKET, SO_PEERCRED, value);
        Native.check("getsockopt", "SO_PEERCRED", result);
        return new PeerCredentials(value[0], value[1], value[2]);
    }

    /**
     * A pidfd of the peer, which no later process with the same pid can stand in for; to be closed
     * by the caller. Without {@code SO_PEERPIDFD} (before Linux 6.5) it is opened by pid.
     *
     * @throws KernelException {@code ESRCH} when the peer is gone
     */
    public static Descriptor openProcess(SocketChannel channel) {
        int[] value = new int[1];
        long result =
                Native.calls()
                        .getsockopt(ChannelDescriptor.of(channel), SOL_SOCKET, SO_PEERPIDFD, value);
        String target = "peer";
        if (result == -Errno.ENOPROTOOPT.number()) {
            long pidfd = Native.calls().pidfdOpen(of(channel).pid(), 0);
            return new Descriptor(Native.check("pidfd_open", target, pidfd), target);
        }
        Native.check("getsockopt", "SO_PEERPIDFD", result);
        return new Descriptor(value[0], target);
    }
}
