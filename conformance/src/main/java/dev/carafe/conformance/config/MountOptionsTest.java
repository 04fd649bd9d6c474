package dev.carafe.conformance.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Conformance
class MountOptionsTest {

    /** The mount-attribute options of the runtime-spec's table, and what mountinfo then shows. */
    @ParameterizedTest
    @CsvSource({
        "ro,ro",
        "rw,rw",
        "nosuid,nosuid",
        "nodev,nodev",
        "noexec,noexec",
        "noatime,noatime",
        "nodiratime,nodiratime",
        "relatime,relatime",
        "nosymfollow,nosymfollow"
    })
    void attributeIsSet(String option, String shown, Lab lab) {
        assertThat(options(lab.bundle().mount("/mnt", "tmpfs", "tmpfs", option)).get(0))
                .contains(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "ro rw,ro",
        "nosuid suid,nosuid",
        "nodev dev,nodev",
        "noexec exec,noexec",
        "noatime atime,noatime",
        "nodiratime diratime,nodiratime",
        "nosymfollow symfollow,nosymfollow"
    })
    void oppositeThatComesLaterWins(String both, String absent, Lab lab) {
        assertThat(
                        options(lab.bundle().mount("/mnt", "tmpfs", "tmpfs", both.split(" ", -1)))
                                .get(0))
                .doesNotContain(absent);
    }

    @Test
    void strictatimeLeavesNoAtimeOption(Lab lab) {
        assertThat(options(lab.bundle().mount("/mnt", "tmpfs", "tmpfs", "strictatime")).get(0))
                .doesNotContain("relatime", "noatime");
    }

    @ParameterizedTest
    @CsvSource({"sync,sync", "dirsync,dirsync", "lazytime,lazytime", "mand,mand"})
    void superblockOptionIsAccepted(String option, String shown, Lab lab) {
        List<List<String>> options = options(lab.bundle().mount("/mnt", "tmpfs", "tmpfs", option));
        // Mandatory locking went away in Linux 5.15: accepted and not shown.
        if (!option.equals("mand")) {
            assertThat(options.get(1)).contains(shown);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "async",
                "nolazytime",
                "nomand",
                "defaults",
                "iversion",
                "noiversion",
                "silent",
                "loud",
                "norelatime",
                "nostrictatime"
            })
    void optionWithoutVisibleEffectIsAccepted(String option, Lab lab) {
        assertThat(options(lab.bundle().mount("/mnt", "tmpfs", "tmpfs", option))).isNotEmpty();
    }

    @Test
    void dataReachesTheFileSystem(Lab lab) {
        Result result =
                lab.bundle()
                        .mount(
                                "/mnt",
                                "tmpfs",
                                "tmpfs",
                                "size=128k",
                                "mode=1710",
                                "uid=7",
                                "gid=9",
                                "nr_inodes=50")
                        .shell("stat -c '%a %u %g' /mnt; grep ' /mnt ' /proc/self/mountinfo")
                        .run()
                        .ok();
        assertThat(result.out())
                .startsWith("1710 7 9\n")
                .contains("size=128k")
                .contains("nr_inodes=50");
    }

    @Test
    void unknownDataIsAnError(Lab lab) {
        lab.bundle().mount("/mnt", "tmpfs", "tmpfs", "no_such_option=1").tryCreate().refused();
    }

    @Test
    void unknownFileSystemTypeIsAnError(Lab lab) {
        lab.bundle().mount("/mnt", "no-such-fs", "none").tryCreate().refused("no such device");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ro", "nosuid", "nodev", "noexec", "noatime", "nodiratime"})
    void bindMountTakesAttributes(String option, Lab lab) {
        assertThat(options(lab.bundle().bind(lab.subdirectory("source"), "/mnt", option)).get(0))
                .contains(option);
    }

    @ParameterizedTest
    @CsvSource({
        "rro,ro",
        "rnosuid,nosuid",
        "rnodev,nodev",
        "rnoexec,noexec",
        "rnoatime,noatime",
        "rnodiratime,nodiratime",
        "rnosymfollow,nosymfollow"
    })
    void recursiveOptionReachesMountsBelow(String option, String shown, Lab lab) {
        Path source = sourceWithMountBelow(lab);
        Result result =
                lab.bundle()
                        .bind(source, "/mnt", option)
                        .shell("grep -E ' /mnt(/below)? ' /proc/self/mountinfo | cut -d' ' -f6")
                        .run()
                        .ok();
        assertThat(result.out().lines().toList())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.split(",", -1)).contains(shown));
    }

    @Test
    void plainReadOnlyLeavesMountsBelowWritable(Lab lab) {
        Path source = sourceWithMountBelow(lab);
        Result result =
                lab.bundle()
                        .bind(source, "/mnt", "ro")
                        .shell("touch /mnt/below/x && ! touch /mnt/y")
                        .run()
                        .ok();
        assertThat(result.err()).contains("Read-only");
    }

    @Test
    void bindWithoutRecursionLeavesMountsBelowOut(Lab lab) {
        Path source = sourceWithMountBelow(lab);
        Result result =
                lab.bundle()
                        .mount("/mnt", "bind", source.toString(), "bind")
                        .shell("grep -c ' /mnt' /proc/self/mountinfo")
                        .run()
                        .ok();
        assertThat(result.out()).isEqualTo("1\n");
    }

    @ParameterizedTest
    @CsvSource({
        "shared,shared:",
        "slave,''",
        "private,''",
        "unbindable,unbindable",
        "rshared,shared:",
        "rslave,''",
        "rprivate,''",
        "runbindable,unbindable"
    })
    void propagationIsSet(String option, String shown, Lab lab) {
        Result result =
                lab.bundle()
                        .mount("/mnt", "tmpfs", "tmpfs", option)
                        .shell("grep ' /mnt ' /proc/self/mountinfo")
                        .run()
                        .ok();
        String optional =
                result.out().replaceFirst("^\\S+ \\S+ \\S+ \\S+ \\S+ \\S+ (.*?)- .*\\n$", "$1");
        if (shown.isEmpty()) {
            assertThat(optional).isEmpty();
        } else {
            assertThat(optional).contains(shown);
        }
    }

    private static Path sourceWithMountBelow(Lab lab) {
        Path source = lab.subdirectory("source");
        Path below = lab.subdirectory("source/below");
        lab.host("mount", "-t", "tmpfs", "tmpfs", below.toString()).run().ok();
        lab.afterwards(() -> lab.host("umount", below.toString()).run().ok());
        return source;
    }

    /** Attributes of the mount at /mnt, and options of its superblock. */
    private static List<List<String>> options(Bundle bundle) {
        String line = bundle.shell("grep ' /mnt ' /proc/self/mountinfo").run().ok().out().strip();
        String[] fields = line.split(" ", -1);
        return List.of(
                List.of(fields[5].split(",", -1)),
                List.of(fields[fields.length - 1].split(",", -1)));
    }

    /** Some engines write those of a tmpfs; runc 1.2 and later refuse them. */
    @Tag("carafe")
    @Test
    void fileSystemOptionOfABindMountIsWarnedAbout(Lab lab) {
        Bundle bundle =
                lab.bundle().bind(lab.directory(), "/mnt", "bind", "size=1k").shell("test -d /mnt");
        assertThat(bundle.run().ok().err()).contains("/options: bind mounts have no", "size=1k");
    }
}
