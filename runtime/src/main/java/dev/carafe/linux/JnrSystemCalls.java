package dev.carafe.linux;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * The binding by jnr-ffi. One C function, {@code syscall(2)}, carries them all: every bound
 * function costs a cold JVM some milliseconds of code generation.
 *
 * <p>jffi saves errno in thread-local memory right after each call, before any other native code of
 * the JVM can change it; it is read back on the same thread.
 */
final class JnrSystemCalls implements SystemCalls {
    private static final int POLLFD_SIZE = 8;
    private static final int EVENTS_OFFSET = 4;
    private static final int REVENTS_OFFSET = 6;

    /** A path of the longest kind that the kernel takes, and more. */
    private static final int SCRATCH_BYTES = 4352;

    /** The C library's function; public because jnr-ffi generates its implementation elsewhere. */
    public interface CLibrary {
        /** See <a href="https://man7.org/linux/man-pages/man2/syscall.2.html">syscall(2)</a>. */
        long syscall(long number, long a, long b, long c, long d, long e, long f);
    }

    private final CLibrary library = LibraryLoader.create(CLibrary.class).load("c");
    private final Runtime runtime = Runtime.getRuntime(library);
    private final ThreadLocal<ByteBuffer> scratch =
            ThreadLocal.withInitial(() -> direct(SCRATCH_BYTES));
    private final SystemCallNumbers numbers = SystemCallNumbers.of(System.getProperty("os.arch"));

    private long call(int number, long a, long b, long c, long d, long e, long f) {
        long result = library.syscall(number, a, b, c, d, e, f);
        return result == -1 ? -runtime.getLastError() : result;
    }

    @Override
    public long openat(int directory, String path, int flags, int mode) {
        ByteBuffer name = string(path);
        try {
            return call(numbers.openat(), directory, address(name), flags, mode, 0, 0);
        } finally {
            Reference.reachabilityFence(name);
        }
    }

    @Override
    public long close(int descriptor) {
        return call(numbers.close(), descriptor, 0, 0, 0, 0, 0);
    }

    @Override
    public long read(int descriptor, byte[] buffer, int offset, int length) {
        ByteBuffer memory = memory(length);
        try {
            long result = call(numbers.read(), descriptor, address(memory), length, 0, 0, 0);
            if (result > 0) {
                memory.get(0, buffer, offset, (int) result);
            }
            return result;
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    @Override
    public long write(int descriptor, byte[] buffer, int offset, int length) {
        ByteBuffer memory = memory(length).put(0, buffer, offset, length);
        try {
            return call(numbers.write(), descriptor, address(memory), length, 0, 0, 0);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    @Override
    public long poll(int[] descriptors, short[] events, long timeoutMillis) {
        int time = POLLFD_SIZE * descriptors.length;
        ByteBuffer set = memory(time + 2 * Long.BYTES);
        try {
            for (int i = 0; i < descriptors.length; i++) {
                set.putInt(i * POLLFD_SIZE, descriptors[i]);
                set.putShort(i * POLLFD_SIZE + EVENTS_OFFSET, events[i]);
                set.putShort(i * POLLFD_SIZE + REVENTS_OFFSET, (short) 0);
            }
            set.putLong(time, timeoutMillis / 1000);
            set.putLong(time + Long.BYTES, timeoutMillis % 1000 * 1_000_000);
            long address = address(set);
            long limit = timeoutMillis < 0 ? 0 : address + time;
            long result = call(numbers.ppoll(), address, descriptors.length, limit, 0, 0, 0);
            for (int i = 0; i < descriptors.length; i++) {
                events[i] = set.getShort(i * POLLFD_SIZE + REVENTS_OFFSET);
            }
            return result;
        } finally {
            Reference.reachabilityFence(set);
        }
    }

    @Override
    public long mknodat(int directory, String path, int mode, long device) {
        ByteBuffer name = string(path);
        try {
            return call(numbers.mknodat(), directory, address(name), mode, device, 0, 0);
        } finally {
            Reference.reachabilityFence(name);
        }
    }

    @Override
    public long flock(int descriptor, int operation) {
        return call(numbers.flock(), descriptor, operation, 0, 0, 0, 0);
    }

    @Override
    public long pidfdOpen(int pid, int flags) {
        return call(SystemCallNumbers.PIDFD_OPEN, pid, flags, 0, 0, 0, 0);
    }

    @Override
    public long pidfdSendSignal(int pidfd, int signal) {
        return call(SystemCallNumbers.PIDFD_SEND_SIGNAL, pidfd, signal, 0, 0, 0, 0);
    }

    @Override
    public long kill(int pid, int signal) {
        return call(numbers.kill(), pid, signal, 0, 0, 0, 0);
    }

    @Override
    public long getsockopt(int descriptor, int level, int option, int[] value) {
        ByteBuffer memory = memory(Integer.BYTES * (value.length + 1));
        try {
            int size = Integer.BYTES * value.length;
            memory.putInt(size, size);
            long address = address(memory);
            long result =
                    call(
                            numbers.getsockopt(),
                            descriptor,
                            level,
                            option,
                            address,
                            address + size,
                            0);
            memory.asIntBuffer().get(0, value);
            return result;
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    @Override
    public long bpf(int command, ByteBuffer attributes) {
        try {
            return call(numbers.bpf(), command, address(attributes), attributes.limit(), 0, 0, 0);
        } finally {
            Reference.reachabilityFence(attributes);
        }
    }

    @Override
    public long lseek(int descriptor, long offset, int whence) {
        return call(numbers.lseek(), descriptor, offset, whence, 0, 0, 0);
    }

    @Override
    public long memfdCreate(String name, int flags) {
        ByteBuffer text = string(name);
        try {
            return call(numbers.memfdCreate(), address(text), flags, 0, 0, 0, 0);
        } finally {
            Reference.reachabilityFence(text);
        }
    }

    @Override
    public long eventfd(int count, int flags) {
        return call(numbers.eventfd(), count, flags, 0, 0, 0, 0);
    }

    @Override
    public long seccomp(int operation, int flags, long arguments) {
        return call(numbers.seccomp(), operation, flags, arguments, 0, 0, 0);
    }

    @Override
    public long ioctl(int descriptor, long request, short[] value) {
        ByteBuffer memory = memory(Short.BYTES * value.length);
        try {
            long result = call(numbers.ioctl(), descriptor, request, address(memory), 0, 0, 0);
            if (result >= 0) {
                memory.asShortBuffer().get(0, value);
            }
            return result;
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    @Override
    public long madvise(long address, long length, int advice) {
        return call(numbers.madvise(), address, length, advice, 0, 0, 0);
    }

    @Override
    public long refused(int number, long a, long b, long c, long d) {
        return call(number, a, b, c, d, 0, 0);
    }

    /** A path as the kernel wants it: UTF-8 with a NUL at the end. */
    private ByteBuffer string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return memory(bytes.length + 1).put(0, bytes).put(bytes.length, (byte) 0);
    }

    /**
     * Memory for one call, whose content is of earlier ones. Not jnr's: its cleaner starts a thread
     * by reflection, at a price of fifteen milliseconds in a cold JVM.
     */
    private ByteBuffer memory(int size) {
        return size <= SCRATCH_BYTES ? scratch.get() : direct(size);
    }

    private static ByteBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    private long address(ByteBuffer memory) {
        return Pointer.wrap(runtime, memory).address();
    }
}
