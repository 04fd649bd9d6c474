package dev.carafe.seccomp;

import dev.carafe.linux.SeccompFlags;
import dev.carafe.spec.error.InvalidConfigException;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.error.SpecException;
import dev.carafe.spec.error.UnsupportedConfigException;
import dev.carafe.spec.seccomp.Seccomp;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Compiles profiles, each once: one object for the life of an engine. */
public final class SystemCallFilters {
    private static final String DOCUMENT = "config.json";

    private final Library library;
    private final List<FilterCache> caches;
    private @Nullable Known known;

    /**
     * The key that was asked for last. A config.json that an engine has read before has its very
     * profile again, and hashing it is a good part of compiling it.
     */
    private record Known(Reference<Seccomp> profile, List<String> compiler, FilterKey key) {
        boolean isOf(Seccomp other, List<String> with) {
            return profile.refersTo(other) && compiler.equals(with);
        }
    }

    SystemCallFilters(Library library, List<FilterCache> caches) {
        this.library = library;
        this.caches = List.copyOf(caches);
    }

    /**
     * Filters that are kept in memory, and on disk where there is a place for them.
     *
     * @param directory of the files; it need not exist
     * @param uid the engine's effective user id, asked for when it is needed
     */
    public static SystemCallFilters cachedIn(Optional<Path> directory, IntSupplier uid) {
        List<FilterCache> caches = new ArrayList<>(List.of(new FilterMemory()));
        directory.ifPresent(d -> caches.add(new FilterFiles(d, uid)));
        return new SystemCallFilters(new Library(), caches);
    }

    /**
     * The version of libseccomp.
     *
     * @throws SpecException when there is none; the message says what to install
     */
    public String libraryVersion() throws SpecException {
        return library.load().version();
    }

    /** Whether this kernel has a flag of {@code linux.seccomp.flags}. */
    public static boolean isSupported(String flag) {
        return FilterFlags.isSupported(flag, SeccompFlags::areKnown);
    }

    /**
     * The filter of a profile.
     *
     * @param debug told of what is left out, and of caches that cannot be used
     * @throws SpecException when the profile cannot be had, with the properties at fault
     */
    public CompiledFilter compile(Seccomp profile, Consumer<String> debug) throws SpecException {
        List<Problem> problems = new ArrayList<>();
        ListenerRules.check(profile, problems::add);
        boolean notifies = ListenerRules.notifies(profile);
        int flags = FilterFlags.of(profile, notifies, SeccompFlags::areKnown, problems::add);
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(DOCUMENT, problems);
        }
        return new CompiledFilter(ByteBuffer.wrap(program(profile, debug)), flags, notifies);
    }

    /** Version of the libseccomp that is installed, such as 2.5.4; empty where none is. */
    public static Optional<String> installedLibrary() {
        try {
            return Optional.of(new Library().load().version());
        } catch (UnsupportedConfigException e) {
            return Optional.empty();
        }
    }

    /** One at a time: libseccomp makes no promise about threads. */
    private synchronized byte[] program(Seccomp profile, Consumer<String> debug)
            throws SpecException {
        FilterKey key = key(profile);
        for (int i = 0; i < caches.size(); i++) {
            Optional<byte[]> kept = caches.get(i).get(key, debug);
            if (kept.isPresent()) {
                keep(caches.subList(0, i), key, kept.get(), debug);
                return kept.get();
            }
        }
        byte[] program = FilterBuilder.build(library.load(), profile, debug);
        keep(caches, key, program, debug);
        return program;
    }

    private FilterKey key(Seccomp profile) throws SpecException {
        List<String> compiler = compiler();
        Known last = known;
        if (last == null || !last.isOf(profile, compiler)) {
            FilterKey key = FilterKey.of(profile, compiler);
            last = new Known(new WeakReference<>(profile), compiler, key);
            known = last;
        }
        return last.key();
    }

    private static void keep(
            List<FilterCache> caches, FilterKey key, byte[] program, Consumer<String> debug) {
        caches.forEach(cache -> cache.put(key, program, debug));
    }

    /** What libseccomp makes of a profile depends on what it finds the kernel to have. */
    private List<String> compiler() throws SpecException {
        return List.of(
                library.identity(),
                "Linux " + System.getProperty("os.version"),
                System.getProperty("os.arch"));
    }
}
