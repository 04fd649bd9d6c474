package dev.carafe.linux;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import jnr.ffi.LibraryLoader;
import jnr.ffi.LibraryOption;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * libseccomp, as <a
 * href="https://man7.org/linux/man-pages/man3/seccomp_init.3.html">seccomp_init(3)</a> and the
 * pages beside it describe it. It only compiles: nothing is loaded into the kernel here.
 *
 * <p>The library is the system's, never one that was unpacked somewhere. It makes no promise about
 * threads, so that callers must not share an instance without a lock.
 */
public final class LibSeccomp {
    /** The file that is loaded: the interface that has been stable since 2012. */
    public static final String NAME = "libseccomp.so.2";

    /** What {@link #systemCall} answers for a name that is unknown. */
    public static final int UNKNOWN = -1;

    private static final int ARGUMENT_SIZE = 24;
    private static final int OPTIMIZE = 8;

    /** The library's functions; public because jnr-ffi generates its implementation elsewhere. */
    @SuppressWarnings("MemberName") // the names are C's
    public interface Functions {
        /** {@code const struct scmp_version *}, three unsigned ints. */
        Pointer seccomp_version();

        /** {@code uint32_t seccomp_arch_native(void)}. */
        int seccomp_arch_native();

        /** {@code uint32_t seccomp_arch_resolve_name(const char *)}; 0 for an unknown one. */
        int seccomp_arch_resolve_name(String name);

        /** {@code int seccomp_syscall_resolve_name(const char *)}. */
        int seccomp_syscall_resolve_name(String name);

        /** {@code int seccomp_syscall_resolve_name_arch(uint32_t, const char *)}. */
        int seccomp_syscall_resolve_name_arch(int architecture, String name);

        /** {@code scmp_filter_ctx seccomp_init(uint32_t)}. */
        Pointer seccomp_init(int action);

        /** {@code void seccomp_release(scmp_filter_ctx)}. */
        void seccomp_release(Pointer context);

        /** {@code int seccomp_attr_set(scmp_filter_ctx, enum scmp_filter_attr, uint32_t)}. */
        int seccomp_attr_set(Pointer context, int attribute, int value);

        /** {@code int seccomp_arch_add(scmp_filter_ctx, uint32_t)}. */
        int seccomp_arch_add(Pointer context, int architecture);

        /**
         * {@code int seccomp_rule_add_array(scmp_filter_ctx, uint32_t, int, unsigned int, const
         * struct scmp_arg_cmp *)}.
         */
        int seccomp_rule_add_array(
                Pointer context, int action, int call, int count, Pointer comparisons);

        /** {@code int seccomp_export_bpf(const scmp_filter_ctx, int)}. */
        int seccomp_export_bpf(Pointer context, int descriptor);
    }

    /**
     * A condition; {@code struct scmp_arg_cmp}.
     *
     * @param argument 0 to 5
     * @param operator {@code enum scmp_compare}
     * @param first what to compare with; the mask of a masked comparison
     * @param second what to compare the masked argument with
     */
    public record Comparison(int argument, int operator, long first, long second) {}

    private final Functions functions;
    private final Runtime runtime;

    private LibSeccomp(Functions functions) {
        this.functions = functions;
        this.runtime = Runtime.getRuntime(functions);
    }

    /**
     * Where distributions install the library: the file itself, behind its links.
     *
     * @return empty when it is in none of these places, where the dynamic linker may still find it
     */
    public static Optional<Path> installed() {
        String triplet = tripletOf(System.getProperty("os.arch"));
        return Stream.of("/usr/lib/" + triplet, "/usr/lib64", "/usr/lib", "/lib64", "/lib")
                .map(directory -> Path.of(directory, NAME))
                .filter(Files::exists)
                .findFirst()
                .map(LibSeccomp::realPath);
    }

    private static String tripletOf(String architecture) {
        return (architecture.equals("amd64") ? "x86_64" : architecture) + "-linux-gnu";
    }

    private static Path realPath(Path link) {
        try {
            return link.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Loads the library.
     *
     * @param file {@link #installed}, or {@link #NAME} for the dynamic linker to find
     * @throws UnsatisfiedLinkError when it is not there
     */
    public static LibSeccomp load(String file) {
        return new LibSeccomp(
                LibraryLoader.create(Functions.class)
                        .option(LibraryOption.LoadNow, true)
                        .failImmediately()
                        .load(file));
    }

    /** Such as 2.5.4. */
    public String version() {
        Pointer version = functions.seccomp_version();
        return "%d.%d.%d".formatted(version.getInt(0), version.getInt(4), version.getInt(8));
    }

    /** Token of the architecture that the library was built for. */
    public int nativeArchitecture() {
        return functions.seccomp_arch_native();
    }

    /** Token of an architecture by its name in lower case, such as x86_64; 0 for an unknown one. */
    public int architecture(String name) {
        return functions.seccomp_arch_resolve_name(name);
    }

    /**
     * Number of a system call on the native architecture; below {@link #UNKNOWN} where only others
     * have it.
     */
    public int systemCall(String name) {
        return functions.seccomp_syscall_resolve_name(name);
    }

    /** Number of a system call on an architecture; below 0 where it has none. */
    public int systemCall(int architecture, String name) {
        return functions.seccomp_syscall_resolve_name_arch(architecture, name);
    }

    /**
     * A new filter for the native architecture.
     *
     * @param defaultAction {@code SCMP_ACT_*}
     * @return empty when this library, on this kernel, does not have the action
     */
    public Optional<Filter> filter(int defaultAction) {
        return Optional.ofNullable(functions.seccomp_init(defaultAction)).map(Filter::new);
    }

    /** A filter that is being made. Results below 0 are negated error numbers. */
    public final class Filter implements AutoCloseable {
        private final Pointer context;

        private Filter(Pointer context) {
            this.context = context;
        }

        /** Filters the calls of another architecture too; {@code -EEXIST} when it does already. */
        public int addArchitecture(int token) {
            return functions.seccomp_arch_add(context, token);
        }

        /** Has calls looked up in a binary tree; libseccomp has it since 2.5. */
        public int sortIntoTree() {
            return functions.seccomp_attr_set(context, OPTIMIZE, 2);
        }

        /** Adds an action for a call if all conditions hold. */
        public int addRule(int action, int call, List<Comparison> comparisons) {
            int count = comparisons.size();
            ByteBuffer array =
                    ByteBuffer.allocateDirect(ARGUMENT_SIZE * Math.max(1, count))
                            .order(ByteOrder.nativeOrder());
            for (int i = 0; i < count; i++) {
                Comparison comparison = comparisons.get(i);
                int at = i * ARGUMENT_SIZE;
                array.putInt(at, comparison.argument());
                array.putInt(at + 4, comparison.operator());
                array.putLong(at + 8, comparison.first());
                array.putLong(at + 16, comparison.second());
            }
            try {
                return functions.seccomp_rule_add_array(
                        context, action, call, count, Pointer.wrap(runtime, array));
            } finally {
                Reference.reachabilityFence(array);
            }
        }

        /** The program: {@code struct sock_filter}s in native byte order. */
        public byte[] export() {
            try (Descriptor file = Descriptor.memory("seccomp filter")) {
                Native.check(
                        "seccomp_export_bpf",
                        "to memory",
                        functions.seccomp_export_bpf(context, file.number()));
                file.rewind();
                ByteArrayOutputStream program = new ByteArrayOutputStream();
                for (byte[] part = file.read(); part.length > 0; part = file.read()) {
                    program.writeBytes(part);
                }
                return program.toByteArray();
            }
        }

        @Override
        public void close() {
            functions.seccomp_release(context);
        }
    }
}
