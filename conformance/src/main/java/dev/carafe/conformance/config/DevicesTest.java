package dev.carafe.conformance.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Conformance
class DevicesTest {

    @ParameterizedTest
    @CsvSource({"null,1,3", "zero,1,5", "full,1,7", "random,1,8", "urandom,1,9", "tty,5,0"})
    void defaultDeviceIsThere(String name, int major, int minor, Lab lab) {
        String out = lab.bundle().shell("stat -c '%F %t %T %a' /dev/" + name).run().ok().out();
        assertThat(out).isEqualTo("character special file %x %x 666\n".formatted(major, minor));
    }

    @ParameterizedTest
    @CsvSource({
        "fd,/proc/self/fd",
        "stdin,/proc/self/fd/0",
        "stdout,/proc/self/fd/1",
        "stderr,/proc/self/fd/2"
    })
    void defaultLinkIsThere(String name, String target, Lab lab) {
        assertThat(lab.bundle().shell("readlink /dev/" + name).run().ok().out())
                .isEqualTo(target + "\n");
    }

    @Test
    void ptmxIsThatOfTheContainersPts(Lab lab) {
        assertThat(lab.bundle().shell("readlink /dev/ptmx").run().ok().out().strip())
                .isIn("pts/ptmx", "/dev/pts/ptmx");
    }

    @Test
    void defaultDevicesWork(Lab lab) {
        assertThat(
                        lab.bundle()
                                .shell(
                                        "echo x >/dev/null && head -c 3 /dev/zero | wc -c && head -c 5 /dev/urandom | wc -c")
                                .run()
                                .ok()
                                .out())
                .isEqualTo("3\n5\n");
    }

    @Test
    void listedDeviceIsMadeWithItsModeAndOwner(Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .merge(
                                """
                                {"linux":{"devices":[
                                    {"path":"/dev/mine","type":"c","major":1,"minor":3,"fileMode":432,"uid":7,"gid":9},
                                    {"path":"/dev/deep/block","type":"b","major":7,"minor":5,"fileMode":384,"uid":0,"gid":0},
                                    {"path":"/dev/pipe","type":"p","fileMode":420,"uid":0,"gid":0}]}}
                                """)
                        .shell(
                                "stat -c '%F %t %T %a %u %g' /dev/mine /dev/deep/block; test -p /dev/pipe && echo fifo");
        assertThat(bundle.run().ok().out())
                .isEqualTo(
                        "character special file 1 3 660 7 9\nblock special file 7 5 600 0 0\nfifo\n");
    }

    @Test
    void typeUIsACharacterDevice(Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .merge(
                                "{\"linux\":{\"devices\":[{\"path\":\"/dev/u\",\"type\":\"u\",\"major\":1,\"minor\":5,\"fileMode\":438,\"uid\":0,\"gid\":0}]}}")
                        .shell("stat -c '%F %t %T' /dev/u");
        assertThat(bundle.run().ok().out()).isEqualTo("character special file 1 5\n");
    }

    @Test
    void unknownDeviceTypeIsRefused(Lab lab) {
        lab.bundle()
                .merge(
                        "{\"linux\":{\"devices\":[{\"path\":\"/dev/x\",\"type\":\"x\",\"major\":1,\"minor\":5}]}}")
                .tryCreate()
                .refused();
    }

    /** config-linux.md, "Devices": a file that is there and is not that device is an error. */
    @Test
    void fileAtTheDevicesPathThatIsAnotherOneIsRefused(Lab lab) throws IOException {
        Bundle bundle =
                lab.bundle()
                        .merge(
                                "{\"linux\":{\"devices\":[{\"path\":\"/taken\",\"type\":\"c\",\"major\":1,\"minor\":5}]}}");
        Files.writeString(bundle.rootfs().resolve("taken"), "a file");
        bundle.tryCreate().refused("/taken");
        assertThat(bundle.rootfs().resolve("taken")).hasContent("a file");
    }

    @Tag("carafe")
    @Test
    void devicesBelowADevThatIsBoundAreWarnedAbout(Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .withoutMount("/dev")
                        .bind(Path.of("/dev"), "/dev", "rbind", "ro")
                        .merge(
                                "{\"linux\":{\"devices\":[{\"path\":\"/dev/x\",\"type\":\"c\",\"major\":1,\"minor\":5}]}}")
                        .shell("true");
        assertThat(bundle.run().ok().err()).contains("/linux/devices: is without effect");
    }
}
