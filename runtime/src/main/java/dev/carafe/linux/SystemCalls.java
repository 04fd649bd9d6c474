package dev.carafe.linux;

import java.nio.ByteBuffer;

/**
 * The system calls that the JDK lacks, shaped as the kernel has them: a result below 0 is a negated
 * errno. There is no shared errno, so that threads cannot read each other's.
 *
 * <p>Addresses are those of native memory that outlives the call.
 */
interface SystemCalls {
    /** See <a href="https://man7.org/linux/man-pages/man2/openat.2.html">openat(2)</a>. */
    long openat(int directory, String path, int flags, int mode);

    /** See <a href="https://man7.org/linux/man-pages/man2/close.2.html">close(2)</a>. */
    long close(int descriptor);

    /** See <a href="https://man7.org/linux/man-pages/man2/read.2.html">read(2)</a>. */
    long read(int descriptor, byte[] buffer, int offset, int length);

    /** See <a href="https://man7.org/linux/man-pages/man2/write.2.html">write(2)</a>. */
    long write(int descriptor, byte[] buffer, int offset, int length);

    /**
     * See <a href="https://man7.org/linux/man-pages/man2/ppoll.2.html">ppoll(2)</a>.
     *
     * @param descriptors each {@code struct pollfd}'s fd
     * @param events what to wait for, one for each; replaced by what happened
     * @param timeoutMillis below 0 for no limit
     */
    long poll(int[] descriptors, short[] events, long timeoutMillis);

    /** See <a href="https://man7.org/linux/man-pages/man2/mknod.2.html">mknodat(2)</a>. */
    long mknodat(int directory, String path, int mode, long device);

    /** See <a href="https://man7.org/linux/man-pages/man2/flock.2.html">flock(2)</a>. */
    long flock(int descriptor, int operation);

    /** See <a href="https://man7.org/linux/man-pages/man2/pidfd_open.2.html">pidfd_open(2)</a>. */
    long pidfdOpen(int pid, int flags);

    /**
     * See <a
     * href="https://man7.org/linux/man-pages/man2/pidfd_send_signal.2.html">pidfd_send_signal(2)</a>;
     * without siginfo and flags.
     */
    long pidfdSendSignal(int pidfd, int signal);

    /** See <a href="https://man7.org/linux/man-pages/man2/kill.2.html">kill(2)</a>. */
    long kill(int pid, int signal);

    /**
     * See <a href="https://man7.org/linux/man-pages/man2/getsockopt.2.html">getsockopt(2)</a> and
     * <a href="https://man7.org/linux/man-pages/man7/socket.7.html">socket(7)</a>.
     *
     * @param value receives at most its length, as 32-bit numbers
     */
    long getsockopt(int descriptor, int level, int option, int[] value);

    /**
     * See <a href="https://man7.org/linux/man-pages/man2/bpf.2.html">bpf(2)</a>.
     *
     * @param attributes {@code union bpf_attr}, native byte order
     */
    long bpf(int command, ByteBuffer attributes);

    /** See <a href="https://man7.org/linux/man-pages/man2/lseek.2.html">lseek(2)</a>. */
    long lseek(int descriptor, long offset, int whence);

    /**
     * See <a href="https://man7.org/linux/man-pages/man2/memfd_create.2.html">memfd_create(2)</a>.
     */
    long memfdCreate(String name, int flags);

    /** See <a href="https://man7.org/linux/man-pages/man2/eventfd.2.html">eventfd(2)</a>. */
    long eventfd(int count, int flags);

    /**
     * See <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>.
     *
     * @param arguments address, or 0
     */
    long seccomp(int operation, int flags, long arguments);

    /**
     * See <a href="https://man7.org/linux/man-pages/man2/ioctl.2.html">ioctl(2)</a>.
     *
     * @param value receives what the request tells, as 16-bit numbers
     */
    long ioctl(int descriptor, long request, short[] value);

    /** See <a href="https://man7.org/linux/man-pages/man2/madvise.2.html">madvise(2)</a>. */
    long madvise(long address, long length, int advice);

    /**
     * Any call, with arguments that it must refuse. The number must be the same on every
     * architecture, as those from 424 on are.
     */
    long refused(int number, long a, long b, long c, long d);
}
