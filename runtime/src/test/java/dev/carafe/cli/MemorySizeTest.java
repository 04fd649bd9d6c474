package dev.carafe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySizeTest {
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "4096,4096",
        "32b,32",
        "32k,32768",
        "32K,32768",
        "32kb,32768",
        "32KiB,32768",
        "64m,67108864",
        "64 MB,67108864",
        "1.5g,1610612736",
        ".5k,512",
        "2t,2199023255552",
        "1p,1125899906842624",
        "9223372036854775807,9223372036854775807"
    })
    void unitsArePowersOf1024(String text, long bytes) {
        assertThat(MemorySize.parse(text)).isEqualTo(OptionalLong.of(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "k",
                "3x",
                "3kk",
                "1 2",
                "1e3",
                "0x10",
                "8192p",
                "9223372036854775808",
                "."
            })
    void otherTextIsRefused(String text) {
        assertThat(MemorySize.parse(text)).isEmpty();
    }
}
