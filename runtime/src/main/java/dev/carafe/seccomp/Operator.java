package dev.carafe.seccomp;

/** {@code SCMP_CMP_*}; seccomp.h of libseccomp. */
enum Operator {
    SCMP_CMP_NE(1),
    SCMP_CMP_LT(2),
    SCMP_CMP_LE(3),
    SCMP_CMP_EQ(4),
    SCMP_CMP_GE(5),
    SCMP_CMP_GT(6),
    SCMP_CMP_MASKED_EQ(7);

    private final int number;

    Operator(int number) {
        this.number = number;
    }

    /** The number in {@code enum scmp_compare}. */
    int number() {
        return number;
    }
}
