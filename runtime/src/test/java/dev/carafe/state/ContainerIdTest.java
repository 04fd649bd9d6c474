package dev.carafe.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "A_b+c-d.e", "...", ".hidden", "0"})
    void wordCharactersPlusMinusAndDotsAreFine(String id) {
        assertThat(ContainerId.check(id)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a b", "../x", "a\n", "ü", "a:b"})
    void othersAreRefused(String id) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> ContainerId.check(id))
                .matches(e -> e.kind() == StoreException.Kind.INVALID_ID);
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 5000})
    void idThatNamesNoDirectoryIsRefused(int length) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> ContainerId.check("a".repeat(length)))
                .withMessageContaining("longer than 255");
    }
}
