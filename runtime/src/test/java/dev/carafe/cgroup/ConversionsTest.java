package dev.carafe.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversionsTest {
    /** Points that runc's documentation and tests of the formula give. */
    @ParameterizedTest
    @CsvSource({
        "0,1",
        "2,1",
        "3,2",
        "1024,100",
        "2048,174",
        "512,59",
        "262144,10000",
        "300000,10000",
        "-1,10000"
    })
    void sharesBecomeWeights(long shares, long weight) {
        assertThat(CpuWeight.ofShares(shares)).isEqualTo(weight);
    }

    @ParameterizedTest
    @CsvSource({"100,300,200", "100,100,0", "100,-1,-1", "-1,0,-1", "-1,500,500", "-1,-1,-1"})
    void swapIsWhatMemoryDoesNotTake(long limit, long both, long swap) {
        assertThat(V2Memory.swapAlone(limit, both)).isEqualTo(swap);
    }

    @ParameterizedTest
    @CsvSource({"0,300", "300,100"})
    void impossibleSwapIsRefused(long limit, long both) {
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() -> V2Memory.swapAlone(limit, both))
                .matches(e -> e.pointer().equals("/linux/resources/memory/swap"));
    }
}
