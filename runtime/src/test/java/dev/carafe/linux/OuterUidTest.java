package dev.carafe.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OuterUidTest {
    private static final List<String> ROOTLESS =
            List.of("         0       1000          1", "         1     100000      65536");

    @Test
    void idIsTakenThroughTheMap() {
        assertThat(OuterUid.of(0, ROOTLESS)).isEqualTo(1000);
        assertThat(OuterUid.of(5, ROOTLESS)).isEqualTo(100_004);
    }

    @Test
    void initialNamespaceMapsEveryIdToItself() {
        assertThat(OuterUid.of(1000, List.of("0 0 4294967295"))).isEqualTo(1000);
    }
}
