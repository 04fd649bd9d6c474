package dev.carafe.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.state.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerStoreTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir Path temporary;

    private ContainerStore store() {
        return new ContainerStore(temporary.resolve("root"));
    }

    @Test
    void claimMakesRootAndContainerPrivate() throws IOException {
        try (LockedContainer claimed = store().claim("c1", Samples.intent())) {
            assertThat(mode(temporary.resolve("root"))).isEqualTo("rwx------");
            assertThat(mode(claimed.directory().path())).isEqualTo("rwx--x--x");
            assertThat(mode(claimed.directory().journal())).isEqualTo("rw-------");
            assertThat(claimed.directory().intent()).contains(Samples.intent());
            assertThat(claimed.directory().state()).isEmpty();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void secondClaimOfAnIdIsRefused() {
        store().claim("c1", Samples.intent()).close();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store().claim("c1", Samples.intent()))
                .withMessageContaining("container with given ID already exists")
                .matches(e -> e.kind() == Kind.EXISTS);
    }

    @Test
    void oneOfManySimultaneousClaimsWins() throws Exception {
        ContainerStore store = store();
        Callable<Boolean> claim =
                () -> {
                    try {
                        store.claim("c1", Samples.intent()).close();
                        return true;
                    } catch (StoreException e) {
                        assertThat(e.kind()).isEqualTo(Kind.EXISTS);
                        return false;
                    }
                };
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            int winners = 0;
            for (Future<Boolean> outcome :
                    threads.invokeAll(IntStream.range(0, 50).mapToObj(_ -> claim).toList())) {
                winners += outcome.get() ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
        }
    }

    @Test
    void saveCommitsTheCreate() {
        try (LockedContainer claimed = store().claim("c1", Samples.intent())) {
            claimed.save(Samples.container("c1"));
        }
        ContainerDirectory found = store().find("c1");
        assertThat(found.state()).contains(Samples.container("c1"));
        assertThat(found.intent()).isEmpty();
        assertThat(found.lastIntent()).contains(Samples.intent());
    }

    @Test
    void deleteIntentOutlivesTheStateFile() {
        Intent create = Samples.intent();
        Intent delete =
                new Intent(
                        Intent.Action.DELETE,
                        create.client(),
                        create.cgroups(),
                        List.of(),
                        create.init());
        try (LockedContainer claimed = store().claim("c1", create)) {
            claimed.save(Samples.container("c1"));
            claimed.intend(delete);
        }
        assertThat(store().find("c1").intent()).contains(delete);
    }

    @Test
    void intentThatWasCutShortDoesNotCount() throws IOException {
        try (LockedContainer claimed = store().claim("c1", Samples.intent())) {
            Path journal = claimed.directory().journal();
            Files.writeString(journal, "{\"version\":1,\"act", StandardOpenOption.APPEND);
            assertThat(claimed.directory().intent()).contains(Samples.intent());
            Files.writeString(journal, "{\"version\"");
            assertThat(claimed.directory().intent()).isEmpty();
            assertThat(claimed.isAbandoned()).isTrue();
        }
    }

    @Test
    void laterIntentReplacesTheEarlier() {
        Intent later = Samples.intent().withInit(Samples.self());
        try (LockedContainer claimed = store().claim("c1", Samples.intent())) {
            claimed.intend(later);
            assertThat(claimed.directory().intent()).contains(later);
        }
    }

    @Test
    void missingContainerDoesNotExist() {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store().lock("nope", PATIENCE))
                .withMessageContaining("does not exist")
                .matches(e -> e.kind() == Kind.NOT_FOUND);
        assertThat(store().ids()).isEmpty();
    }

    @Test
    void idsAreSortedAndStrangersAreSkipped() throws IOException {
        store().claim("b", Samples.intent()).close();
        store().claim("a", Samples.intent()).close();
        Files.createFile(store().root().resolve("file"));
        Files.createDirectory(store().root().resolve("not an id"));
        assertThat(store().ids()).containsExactly("a", "b");
    }

    @Test
    void removeLeavesNothing() throws IOException {
        try (LockedContainer claimed = store().claim("c1", Samples.intent())) {
            claimed.save(Samples.container("c1"));
            Files.createFile(claimed.directory().gate());
            claimed.remove();
            claimed.remove();
        }
        assertThat(store().root()).isEmptyDirectory();
    }

    @Test
    void waiterForARemovedContainerLearnsThatItDoesNotExist() throws Exception {
        LockedContainer holder = store().claim("c1", Samples.intent());
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<Optional<LockedContainer>> waiter =
                    threads.submit(() -> store().lock("c1", PATIENCE));
            assertThatExceptionOfType(java.util.concurrent.TimeoutException.class)
                    .isThrownBy(() -> waiter.get(200, TimeUnit.MILLISECONDS));
            holder.remove();
            holder.close();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> waiter.get(10, TimeUnit.SECONDS))
                    .withMessageContaining("does not exist");
        }
    }

    @Test
    void waiterForARecreatedContainerLocksTheNewOne() throws Exception {
        LockedContainer holder = store().claim("c1", Samples.intent());
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<Optional<LockedContainer>> waiter =
                    threads.submit(() -> store().lock("c1", PATIENCE));
            assertThatExceptionOfType(java.util.concurrent.TimeoutException.class)
                    .isThrownBy(() -> waiter.get(200, TimeUnit.MILLISECONDS));
            holder.remove();
            LockedContainer second = store().claim("c1", Samples.abandonedIntent());
            holder.close();
            assertThatExceptionOfType(java.util.concurrent.TimeoutException.class)
                    .isThrownBy(() -> waiter.get(200, TimeUnit.MILLISECONDS));
            second.close();
            try (LockedContainer locked = waiter.get(10, TimeUnit.SECONDS).orElseThrow()) {
                assertThat(locked.directory().intent()).contains(Samples.abandonedIntent());
            }
        }
    }

    @Test
    void lockThatIsNotGivenUpIsNotWaitedForForEver() {
        try (LockedContainer _ = store().claim("c1", Samples.intent())) {
            assertThat(store().lock("c1", Duration.ofMillis(50))).isEmpty();
        }
        store().lock("c1", Duration.ZERO).orElseThrow().close();
    }

    @Test
    void leftoversAreAbandonedAndRunningCommandsAreNot() throws IOException {
        try (LockedContainer claimed = store().claim("c1", Samples.intent())) {
            assertThat(claimed.isAbandoned()).isFalse();
            claimed.intend(Samples.abandonedIntent());
            assertThat(claimed.isAbandoned()).isTrue();
            claimed.save(Samples.container("c1"));
            assertThat(claimed.isAbandoned()).isFalse();
        }
        Files.createDirectory(store().root().resolve("c2"));
        try (LockedContainer bare = store().lock("c2", PATIENCE).orElseThrow()) {
            assertThat(bare.isAbandoned()).isTrue();
        }
    }

    @Test
    void failedClaimLeavesNoDirectory() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        ContainerStore below = new ContainerStore(file.resolve("root"));
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> below.claim("c1", Samples.intent()))
                .withMessageContaining(file.toString())
                .withMessageContaining("not a directory (ENOTDIR)")
                .matches(e -> e.kind() == Kind.IO);
        try (Stream<Path> entries = Files.list(temporary)) {
            assertThat(entries).containsExactly(file);
        }
    }

    /** A clean-up may take a directory that was just made for one whose maker has died. */
    @Test
    void claimsAmongCleanUpsHaveOneWinnerWhoseContainerStays() throws Exception {
        ContainerStore store = store();
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            for (int round = 0; round < 200; round++) {
                String id = "c" + round;
                Callable<Boolean> create = () -> cleanUpAndCreate(store, id);
                int winners = 0;
                for (Future<Boolean> outcome : threads.invokeAll(Collections.nCopies(6, create))) {
                    winners += outcome.get() ? 1 : 0;
                }
                assertThat(winners).isEqualTo(1);
                assertThat(store.find(id).state()).isPresent();
            }
        }
    }

    private static boolean cleanUpAndCreate(ContainerStore store, String id) {
        try {
            store.lock(id, Duration.ZERO).ifPresent(ContainerStoreTest::removeIfAbandoned);
        } catch (StoreException e) {
            assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND);
        }
        try (LockedContainer claimed = store.claim(id, Samples.intent())) {
            assertThat(claimed.directory().state()).isEmpty();
            claimed.save(Samples.container(id));
            return true;
        } catch (StoreException e) {
            assertThat(e.kind()).isEqualTo(Kind.EXISTS);
            return false;
        }
    }

    private static void removeIfAbandoned(LockedContainer container) {
        try (container) {
            if (container.isAbandoned()) {
                container.remove();
            }
        }
    }
}
