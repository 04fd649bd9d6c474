package dev.carafe.seccomp;

import static dev.carafe.seccomp.Profiles.conditional;
import static dev.carafe.seccomp.Profiles.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.linux.LibSeccomp;
import dev.carafe.linux.SeccompFlags;
import dev.carafe.spec.error.InvalidConfigException;
import dev.carafe.spec.error.UnsupportedConfigException;
import dev.carafe.spec.seccomp.Seccomp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemCallFiltersTest {
    @TempDir Path directory;

    private int loads;

    /** A cache that keeps everything and counts. */
    private static final class Counting implements FilterCache {
        final Map<FilterKey, byte[]> programs = new HashMap<>();
        int hits;

        @Override
        public Optional<byte[]> get(FilterKey key, Consumer<String> debug) {
            Optional<byte[]> program = Optional.ofNullable(programs.get(key));
            hits += program.isPresent() ? 1 : 0;
            return program;
        }

        @Override
        public void put(FilterKey key, byte[] program, Consumer<String> debug) {
            programs.put(key, program);
        }
    }

    private Library library() {
        return new Library(
                LibSeccomp::installed,
                file -> {
                    loads++;
                    return LibSeccomp.load(file);
                });
    }

    private static Library absent() {
        return new Library(
                Optional::empty,
                file -> {
                    throw new UnsatisfiedLinkError(file + ": cannot open shared object file");
                });
    }

    @Test
    void profileIsCompiledOnceAndFoundInTheFirstCacheThatHasIt() throws Exception {
        Counting near = new Counting();
        Counting far = new Counting();
        Seccomp profile = Profiles.of("ERRNO", rule("ALLOW", "read"));
        SystemCallFilters filters = new SystemCallFilters(library(), List.of(near, far));

        CompiledFilter first = filters.compile(profile, m -> {});
        CompiledFilter second = filters.compile(profile, m -> {});
        near.programs.clear();
        CompiledFilter third = filters.compile(profile, m -> {});

        assertThat(second).isEqualTo(first);
        assertThat(third).isEqualTo(first);
        assertThat(near.hits).isEqualTo(1);
        assertThat(far.hits).isEqualTo(1);
        assertThat(near.programs).hasSize(1);
    }

    @Test
    void libraryIsNotLoadedForWhatIsOnDisk() throws Exception {
        Seccomp profile = Profiles.of("ERRNO", rule("ALLOW", "read"));
        FilterCache files =
                new FilterFiles(
                        directory.resolve("seccomp"), () -> (int) attribute(directory, "unix:uid"));

        CompiledFilter first =
                new SystemCallFilters(library(), List.of(files)).compile(profile, m -> {});
        CompiledFilter second =
                new SystemCallFilters(library(), List.of(files)).compile(profile, m -> {});

        assertThat(second).isEqualTo(first);
        assertThat(loads).isEqualTo(1);
    }

    private static Object attribute(Path path, String name) {
        try {
            return Files.getAttribute(path, name);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void whatTheProgramDependsOnIsInTheKey() throws Exception {
        List<String> compiler = List.of("libseccomp 2.5.4", "Linux 6.1", "amd64");
        Seccomp profile = Profiles.of("ERRNO", rule("ALLOW", "read"));
        List<FilterKey> keys =
                List.of(
                        FilterKey.of(profile, compiler),
                        FilterKey.of(profile, List.of("libseccomp 2.6.0", "Linux 6.1", "amd64")),
                        FilterKey.of(profile, List.of("libseccomp 2.5.4", "Linux 6.2", "amd64")),
                        FilterKey.of(profile, List.of("libseccomp 2.5.4", "Linux 6.1", "aarch64")),
                        FilterKey.of(Profiles.of("KILL", rule("ALLOW", "read")), compiler),
                        FilterKey.of(Profiles.of("ERRNO", rule("LOG", "read")), compiler),
                        FilterKey.of(Profiles.of("ERRNO", rule("ALLOW", "re", "ad")), compiler),
                        FilterKey.of(Profiles.of("ERRNO", rule("ALLOW", "r", "ead")), compiler),
                        FilterKey.of(
                                Profiles.of(
                                        "ERRNO",
                                        conditional("ALLOW", "read", Profiles.when(0, "EQ", 0, 0))),
                                compiler),
                        FilterKey.of(
                                Profiles.of(
                                        "ERRNO",
                                        conditional("ALLOW", "read", Profiles.when(0, "EQ", 0, 1))),
                                compiler));

        assertThat(keys).doesNotHaveDuplicates();
        assertThat(FilterKey.of(Profiles.of("ERRNO", rule("ALLOW", "read")), compiler))
                .isEqualTo(keys.getFirst());
    }

    @Test
    void listenerIsToldOf() throws Exception {
        SystemCallFilters filters = new SystemCallFilters(library(), List.of());
        CompiledFilter filter =
                filters.compile(
                        Profiles.read(
                                """
                                {"defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "/run/s",
                                 "syscalls": [{"names": ["mkdir"], "action": "SCMP_ACT_NOTIFY"}]}
                                """),
                        m -> {});

        assertThat(filter.notifies()).isTrue();
        assertThat(filter.flags() & SeccompFlags.NEW_LISTENER).isNotZero();
    }

    @Test
    void allProblemsAreToldAtOnce() throws Exception {
        Seccomp profile =
                Profiles.read(
                        """
                        {"defaultAction": "SCMP_ACT_NOTIFY",
                         "flags": ["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"],
                         "syscalls": [{"names": ["mkdir"], "action": "SCMP_ACT_ALLOW"}]}
                        """);

        assertThatThrownBy(
                        () -> new SystemCallFilters(library(), List.of()).compile(profile, m -> {}))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining(
                        "/linux/seccomp/defaultAction: SCMP_ACT_NOTIFY cannot be used as default action");
    }

    @Test
    void missingLibraryIsNamedWithItsPackage() throws Exception {
        Seccomp profile = Profiles.of("ERRNO", rule("ALLOW", "read"));

        assertThatThrownBy(
                        () -> new SystemCallFilters(absent(), List.of()).compile(profile, m -> {}))
                .isInstanceOf(UnsupportedConfigException.class)
                .hasMessageContaining("/linux/seccomp: needs libseccomp.so.2")
                .hasMessageContaining("libseccomp2 (Debian");
    }

    @Test
    void memoryForgetsWhatWasNotUsedForLong() {
        FilterMemory memory = new FilterMemory();
        byte[] program = new Instructions().end(0).bytes();
        FilterKey first = new FilterKey("%064x".formatted(0));
        FilterKey second = new FilterKey("%064x".formatted(1));
        memory.put(first, program, m -> {});
        memory.put(second, program, m -> {});
        for (int i = 2; i < 33; i++) {
            assertThat(memory.get(first, m -> {})).hasValue(program);
            memory.put(new FilterKey("%064x".formatted(i)), program, m -> {});
        }

        assertThat(memory.size()).isEqualTo(32);
        assertThat(memory.get(first, m -> {})).isPresent();
        assertThat(memory.get(second, m -> {})).isEmpty();
    }
}
