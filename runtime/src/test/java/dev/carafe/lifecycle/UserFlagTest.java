package dev.carafe.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserFlagTest {
    @Test
    void uidAloneLeavesTheGroup() {
        assertThat(UserFlag.parse("1")).isEqualTo(new UserFlag(1, Optional.empty()));
    }

    @Test
    void largestIdsAreIds() {
        assertThat(UserFlag.parse("4294967294:4294967294"))
                .isEqualTo(new UserFlag(4294967294L, Optional.of(4294967294L)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "1:",
                ":1",
                "a",
                "1a",
                "-1",
                "+1",
                " 1",
                "1 ",
                "1:2:3",
                "0x1",
                "1e3",
                "4294967295",
                "99999999999",
                "18446744073709551617",
                "\u0661",
                "1:4294967295"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> UserFlag.parse(text))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("--user");
    }
}
