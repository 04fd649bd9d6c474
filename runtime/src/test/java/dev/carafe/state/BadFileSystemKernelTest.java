package dev.carafe.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carafe.linux.HostFactsProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a tmpfs of one page; as root. */
class BadFileSystemKernelTest {
    @TempDir Path directory;
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        assumeTrue(
                new HostFactsProbe().probe((int) ProcessHandle.current().pid()).uid() == 0,
                "a tmpfs is only mounted as root");
        run("mount", "-t", "tmpfs", "-o", "size=8k", "carafe-test", directory.toString());
        mounted = true;
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            run("umount", directory.toString());
        }
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private void fill() throws Exception {
        run("sh", "-c", "cat /dev/zero >" + directory.resolve("filler") + " 2>/dev/null || :");
    }

    private ContainerStore store() {
        return new ContainerStore(directory.resolve("root"));
    }

    @Test
    void claimOnAFullDiskNamesPathAndReasonAndLeavesNothing() throws Exception {
        Files.createDirectory(store().root());
        fill();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store().claim("c1", Samples.intent()))
                .withMessage(
                        "write %s/c1/journal: no space left on device (ENOSPC)", store().root());
        assertThat(store().root()).isEmptyDirectory();
    }

    @Test
    void saveOnAFullDiskKeepsTheIntentAndLeavesNoHalfState() throws Exception {
        try (LockedContainer claimed = store().claim("c1", Samples.intent())) {
            fill();
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> claimed.save(Samples.container("c1")))
                    .withMessageEndingWith("/c1/state.json: no space left on device (ENOSPC)");
            assertThat(claimed.directory().state()).isEmpty();
            assertThat(claimed.directory().intent()).contains(Samples.intent());
            assertThat(claimed.directory().path())
                    .isDirectoryNotContaining(p -> p.toString().endsWith(".new"));
        }
    }

    @Test
    void readOnlyRootIsNamed() throws Exception {
        run("mount", "-o", "remount,ro", directory.toString());
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store().claim("c1", Samples.intent()))
                .withMessage("mkdir %s/c1: read-only file system (EROFS)", store().root())
                .matches(e -> e.kind() == StoreException.Kind.IO);
    }
}
