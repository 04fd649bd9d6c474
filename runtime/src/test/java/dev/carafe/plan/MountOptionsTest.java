package dev.carafe.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountOptionsTest {
    @ParameterizedTest
    @CsvSource({
        "ro, 1, 0",
        "rw, 0, 1",
        "nosuid, 2, 0",
        "suid, 0, 2",
        "nodev, 4, 0",
        "dev, 0, 4",
        "noexec, 8, 0",
        "exec, 0, 8",
        "noatime, 10, 70",
        "atime, 0, 70",
        "relatime, 0, 70",
        "norelatime, 0, 70",
        "strictatime, 20, 70",
        "nostrictatime, 0, 70",
        "nodiratime, 80, 0",
        "diratime, 0, 80",
        "nosymfollow, 200000, 0",
        "symfollow, 0, 200000"
    })
    void wordsSetAndClearAttributesAloneAndRecursively(String word, String set, String clear) {
        AttributeChange change =
                new AttributeChange(Long.parseLong(set, 16), Long.parseLong(clear, 16));
        MountOptions alone = MountOptions.of(List.of(word));
        assertThat(alone.attributes()).isEqualTo(change);
        assertThat(alone.recursive()).isEqualTo(AttributeChange.NONE);
        MountOptions recursive = MountOptions.of(List.of("r" + word));
        assertThat(recursive.recursive()).isEqualTo(change);
        assertThat(recursive.attributes()).isEqualTo(AttributeChange.NONE);
        assertThat(alone.data()).isEmpty();
        assertThat(recursive.data()).isEmpty();
    }

    @Test
    void laterWordsWin() {
        assertThat(MountOptions.of(List.of("ro", "rw")).attributes())
                .isEqualTo(new AttributeChange(0, 1));
        assertThat(MountOptions.of(List.of("noatime", "strictatime")).attributes())
                .isEqualTo(new AttributeChange(0x20, 0x70));
        assertThat(MountOptions.of(List.of("sync", "async")).superblock()).containsExactly("async");
    }

    @Test
    void propagationKeepsItsOrder() {
        assertThat(MountOptions.of(List.of("rslave", "shared")).propagation())
                .containsExactly(Propagation.SLAVE | Propagation.RECURSIVE, Propagation.SHARED);
    }

    @Test
    void unknownWordsAreTheFilesystemsAndSplitAtCommas() {
        assertThat(MountOptions.of(List.of("size=1m,mode=755", "lowerdir=/a\\,b:/c")).data())
                .containsExactly("size=1m", "mode=755", "lowerdir=/a\\,b:/c");
    }
}
