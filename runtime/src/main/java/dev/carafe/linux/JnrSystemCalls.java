package dev.carafe.linux;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
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

    /** The C library's function; public because jnr-ffi generates its implementation elsewhere. */
    public interface CLibrary {
        /** See <a href="https://man7.org/linux/man-pages/man2/syscall.2.html">syscall(2)</a>. */
        long syscall(long number, long a, long b, long c, long d, long e, long f);
    }

    private final CLibrary library = LibraryLoader.create(CLibrary.class).load("c");
    private final Runtime runtime = Runtime.getRuntime(library);
    private final SystemCallNumbers numbers = SystemCallNumbers.of(System.getProperty("os.arch"));

    private long call(int number, long a, long b, long c, long d, long e, long f) {
        long result = library.syscall(number, a, b, c, d, e, f);
        return result == -1 ? -runtime.getLastError() : result;
    }

    @Override
    public long openat(int directory, String path, int flags, int mode) {
        Pointer name = string(path);
        try {
            return call(numbers.openat(), directory, name.address(), flags, mode, 0, 0);
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
        Pointer memory = Memory.allocateDirect(runtime, length);
        try {
            long result = call(numbers.read(), descriptor, memory.address(), length, 0, 0, 0);
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
        Pointer memory = Memory.allocateDirect(runtime, length);
        try {
            memory.put(0, buffer, offset, length);
            return call(numbers.write(), descriptor, memory.address(), length, 0, 0, 0);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    @Override
    public long poll(int[] descriptors, short[] events, long timeoutMillis) {
        Pointer set = Memory.allocateDirect(runtime, POLLFD_SIZE * Math.max(1, descriptors.length));
        Pointer time = Memory.allocateDirect(runtime, 2 * Long.BYTES);
        try {
            for (int i = 0; i < descriptors.length; i++) {
                set.putInt((long) i * POLLFD_SIZE, descriptors[i]);
                set.putShort((long) i * POLLFD_SIZE + EVENTS_OFFSET, events[i]);
                set.putShort((long) i * POLLFD_SIZE + REVENTS_OFFSET, (short) 0);
            }
            time.putLong(0, timeoutMillis / 1000);
            time.putLong(Long.BYTES, timeoutMillis % 1000 * 1_000_000);
            long limit = timeoutMillis < 0 ? 0 : time.address();
            long result = call(numbers.ppoll(), set.address(), descriptors.length, limit, 0, 0, 0);
            for (int i = 0; i < descriptors.length; i++) {
                events[i] = set.getShort((long) i * POLLFD_SIZE + REVENTS_OFFSET);
            }
            return result;
        } finally {
            Reference.reachabilityFence(set);
            Reference.reachabilityFence(time);
        }
    }

    @Override
    public long mknodat(int directory, String path, int mode, long device) {
        Pointer name = string(path);
        try {
            return call(numbers.mknodat(), directory, name.address(), mode, device, 0, 0);
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
        Pointer memory = Memory.allocateDirect(runtime, Integer.BYTES * (value.length + 1));
        try {
            int size = Integer.BYTES * value.length;
            memory.putInt(size, size);
            long address = memory.address();
            long result =
                    call(
                            numbers.getsockopt(),
                            descriptor,
                            level,
                            option,
                            address,
                            address + size,
                            0);
            memory.get(0, value, 0, value.length);
            return result;
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    @Override
    public long bpf(int command, ByteBuffer attributes) {
        long address = Pointer.wrap(runtime, attributes).address();
        try {
            return call(numbers.bpf(), command, address, attributes.limit(), 0, 0, 0);
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
        Pointer text = string(name);
        try {
            return call(numbers.memfdCreate(), text.address(), flags, 0, 0, 0, 0);
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
        Pointer memory = Memory.allocateDirect(runtime, Short.BYTES * value.length);
        try {
            long result = call(numbers.ioctl(), descriptor, request, memory.address(), 0, 0, 0);
            if (result >= 0) {
                memory.get(0, value, 0, value.length);
            }
            return result;
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    @Override
    public long refused(int number, long a, long b, long c, long d) {
        return call(number, a, b, c, d, 0, 0);
    }

    /** A path as the kernel wants it: UTF-8 with a NUL at the end. */
    private Pointer string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Pointer memory = Memory.allocateDirect(runtime, bytes.length + 1);
        memory.put(0, bytes, 0, bytes.length);
        memory.putByte(bytes.length, (byte) 0);
        return memory;
    }
}
