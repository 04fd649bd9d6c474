package dev.carafe.spec.seccomp;

import static java.util.Objects.requireNonNull;

/**
 * A condition on an argument of a system call.
 *
 * @param index 0 to 5
 * @param value unsigned
 * @param valueTwo unsigned; the value to compare with for {@code SCMP_CMP_MASKED_EQ}
 * @param operator {@code SCMP_CMP_*}; {@code op} in JSON
 */
public record SeccompArgument(int index, long value, long valueTwo, String operator) {
    public SeccompArgument {
        requireNonNull(operator, "operator is null");
    }
}
