package dev.carafe.criu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The expected bytes were made by another encoder, from the field numbers of rpc.proto. */
class CriuMessagesTest {
    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(hex(text));
    }

    @Test
    void versionRequestKeepsTheSocketOpen() {
        assertThat(CriuRequest.version()).isEqualTo(hex("08 0a 20 01"));
    }

    @Test
    void featuresAreAskedFor() {
        assertThat(CriuRequest.features()).isEqualTo(hex("08 09 20 01 2a 04 0801 1001"));
    }

    @Test
    void notificationsAreAnswered() {
        assertThat(CriuRequest.notified(true)).isEqualTo(hex("08 06 18 01"));
    }

    @Test
    void optionsAreEncodedByTheirFieldNumbers() {
        CriuOptions options =
                new CriuOptions(4, 5, "dump.log")
                        .pid(300)
                        .leaveRunning(true)
                        .externalMount("/a", "/b")
                        .inheritDescriptor("pipe:[7]", 1)
                        .cgroupMode(CgroupMode.SOFT)
                        .emptyNamespaces(0x40000000)
                        .networkLock(NetworkLock.SKIP);
        assertThat(CriuRequest.of(CriuRequest.Type.DUMP, options))
                .isEqualTo(
                        hex(
                                "08 01 12 42"
                                        + "0804 8801 05 4804 5208 64756d702e6c6f67 6001"
                                        + "10ac02 1801"
                                        + "ba01 08 0a022f61 12022f62"
                                        + "da01 0c 0a08 706970653a5b375d 1001"
                                        + "c001 01 9002 03"
                                        + "b002 8080808004"
                                        + "8004 03"));
    }

    @Test
    void labelsAreEncodedByTheirFieldNumbers() {
        CriuOptions options = new CriuOptions(4, 5, "l").lsmProfile("a:b").lsmMountContext("c");
        assertThat(CriuRequest.of(CriuRequest.Type.RESTORE, options))
                .isEqualTo(
                        hex(
                                "08 02 12 16"
                                        + "0804 8801 05 4804 5201 6c 6001"
                                        + "aa03 03 613a62"
                                        + "fa03 01 63"));
    }

    @Test
    void notificationIsDecoded() {
        // type NOTIFY, success, notify { script "post-restore", pid 42 }
        CriuResponse response =
                CriuResponse.decode(bytes("0806 1001 2a10 0a0c 706f73742d726573746f7265 102a"));
        assertThat(response.type()).isEqualTo(CriuRequest.Type.NOTIFY);
        assertThat(response.success()).isTrue();
        assertThat(response.script()).isEqualTo("post-restore");
        assertThat(response.pid()).isEqualTo(42);
    }

    @Test
    void failureIsDecodedWithItsReason() {
        // type DUMP, no success, cr_errno 52, cr_errmsg "no"
        CriuResponse response = CriuResponse.decode(bytes("0801 1000 3834 4a026e6f"));
        assertThat(response.success()).isFalse();
        assertThat(response.errno()).isEqualTo(52);
        assertThat(response.message()).isEqualTo("no");
    }

    @Test
    void versionAndFeaturesAreDecoded() {
        // type VERSION, success, version { 3, 17, sublevel 1 }
        assertThat(CriuResponse.decode(bytes("080a 1001 5206 0803 1011 2001")).version())
                .isEqualTo(31701);
        CriuResponse features = CriuResponse.decode(bytes("0809 1001 4204 0801 1000"));
        assertThat(features.memoryTracking()).isTrue();
        assertThat(features.lazyPages()).isFalse();
    }

    @Test
    void damagedAnswersAreRefusedOrDecoded() {
        byte[] answer = hex("0806 1001 2a10 0a0c 706f73742d726573746f7265 102a");
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = Arrays.copyOf(answer, random.nextInt(answer.length + 1));
            if (damaged.length > 0) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(CriuResponse.decode(ByteBuffer.wrap(damaged)).script()).isNotNull();
            } catch (CriuException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1, 19_999);
    }

    @Test
    void descriptorsAreAListOfTexts() {
        List<String> targets = List.of("pipe:[1]", "/dev/null", "");
        assertThat(SavedDescriptors.read(SavedDescriptors.write(targets))).isEqualTo(targets);
        assertThatThrownBy(() -> SavedDescriptors.read("[\"a\"".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(CriuException.class);
    }

    @Test
    void namesOfModesAreThoseOfTheCommandLine() {
        assertThat(CgroupMode.named("soft")).contains(CgroupMode.SOFT);
        assertThat(CgroupMode.named("default")).isEmpty();
        assertThat(CgroupMode.named("SOFT")).isEmpty();
        assertThat(NetworkLock.named("skip")).contains(NetworkLock.SKIP);
    }
}
