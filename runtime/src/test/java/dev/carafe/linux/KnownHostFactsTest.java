package dev.carafe.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownHostFactsTest {
    @TempDir Path root;
    private boolean mountsChanged;
    private KnownHostFacts facts;

    @BeforeEach
    void writeProc() throws IOException {
        write(
                "proc/self/status",
                "Uid:\t0\t1\t0\t0\nGid:\t0\t0\t0\t0\nCapEff:\t00000000000000ff\n");
        write("proc/sys/kernel/cap_last_cap", "40\n");
        write("proc/self/uid_map", "         0          0 4294967295\n");
        write("proc/self/mountinfo", "41 31 0:38 / /cg rw - cgroup2 cgroup2 rw\n");
        write("proc/7/cgroup", "0::/seven\n");
        write("proc/8/cgroup", "0::/eight\n");
        Files.createDirectories(root.resolve("bin"));
        facts =
                new KnownHostFacts(
                        new HostFactsProbe(
                                root.resolve("proc"),
                                root.resolve("sys"),
                                List.of(root.resolve("bin"))),
                        () -> {
                            boolean changed = mountsChanged;
                            mountsChanged = false;
                            return changed;
                        });
    }

    private void write(String file, String content) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), content);
    }

    @Test
    void whatCannotChangeIsReadOnce() throws IOException {
        HostFacts first = facts.of(7);
        write("proc/self/status", "");
        write("proc/sys/kernel/cap_last_cap", "");
        write("proc/self/uid_map", "");

        assertThat(facts.of(7)).isEqualTo(first);
        assertThat(first.uid()).isEqualTo(1);
        assertThat(first.lastCapability()).isEqualTo(40);
    }

    @Test
    void theCallersPlaceIsReadEachTime() throws IOException {
        assertThat(facts.of(7).cgroups().ownV2()).contains("/seven");
        assertThat(facts.of(8).cgroups().ownV2()).contains("/eight");
        write("proc/7/cgroup", "0::/moved\n");
        assertThat(facts.of(7).cgroups().ownV2()).contains("/moved");
    }

    @Test
    void mountsAreReadAgainWhenTheyChanged() throws IOException {
        assertThat(facts.of(7).cgroups().v2()).contains(Path.of("/cg"));
        write("proc/self/mountinfo", "41 31 0:38 / /elsewhere rw - cgroup2 cgroup2 rw\n");
        assertThat(facts.of(7).cgroups().v2()).contains(Path.of("/cg"));
        mountsChanged = true;
        assertThat(facts.of(7).cgroups().v2()).contains(Path.of("/elsewhere"));
    }

    @Test
    void aChangeIsNotForgottenWhenMountsCannotBeRead() throws IOException {
        Path mounts = root.resolve("proc/self/mountinfo");
        assertThat(facts.of(7).cgroups().v2()).contains(Path.of("/cg"));
        Files.delete(mounts);
        mountsChanged = true;
        assertThatThrownBy(() -> facts.of(7)).isInstanceOf(UncheckedIOException.class);
        write("proc/self/mountinfo", "41 31 0:38 / /elsewhere rw - cgroup2 cgroup2 rw\n");
        assertThat(facts.of(7).cgroups().v2()).contains(Path.of("/elsewhere"));
    }

    @Test
    void helpersAreLookedForEachTime() throws IOException {
        assertThat(facts.of(7).newuidmap()).isEmpty();
        Path helper = Files.createFile(root.resolve("bin/newuidmap"));
        Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(facts.of(7).newuidmap()).contains(helper);
    }

    @Test
    void factsOfTheRunningHostAreThoseOfTheProbe() {
        int self = (int) ProcessHandle.current().pid();
        KnownHostFacts running = KnownHostFacts.ofRunningHost();
        HostFacts probed = new HostFactsProbe().probe(self);
        assertThat(running.of(self)).isEqualTo(probed);
        assertThat(running.of(self)).isEqualTo(probed);
    }
}
