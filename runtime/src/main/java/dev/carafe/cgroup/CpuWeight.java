package dev.carafe.cgroup;

/** CPU shares (version 1) as a CPU weight (version 2). */
final class CpuWeight {
    private static final long MIN_SHARES = 2;
    private static final long MAX_SHARES = 262_144;
    private static final long MIN_WEIGHT = 1;
    private static final long MAX_WEIGHT = 10_000;

    private CpuWeight() {}

    /**
     * The weight for shares: a quadratic curve in the logarithms through the minimum (2, 1), the
     * default (1024, 100) and the maximum (262144, 10000) of both scales, rounded up. The same as
     * in runc since 1.3.2 and crun since 1.23.
     *
     * @param shares as an unsigned number
     */
    static long ofShares(long shares) {
        if (shares >= 0 && shares <= MIN_SHARES) {
            return MIN_WEIGHT;
        }
        if (shares < 0 || shares >= MAX_SHARES) {
            return MAX_WEIGHT;
        }
        double log2 = Math.log((double) shares) / Math.log(2);
        double exponent = (log2 * log2 + 125 * log2) / 612.0 - 7.0 / 34.0;
        // The default is exact on paper; keep rounding errors from pushing it to 101.
        return (long) Math.ceil(Math.pow(10, exponent) - 1e-9);
    }
}
