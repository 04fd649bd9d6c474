package dev.carafe.lifecycle;

/** Whether the caller has the descriptors that are to be passed on. */
final class DescriptorRules {
    private DescriptorRules() {}

    /**
     * Checks {@code --preserve-fds}.
     *
     * @param preserved how many are asked for
     * @param listen how many sockets of socket activation come before them
     * @throws RequestException when there are fewer
     */
    static void check(Invocation invocation, int preserved, int listen) {
        int open = invocation.inheritedDescriptors();
        // Without an overflow: both can be any number.
        if (listen > open || preserved > open - listen) {
            throw new RequestException(
                    "--preserve-fds %d%s: only %d descriptors are open from 3 upwards"
                            .formatted(
                                    preserved,
                                    listen == 0 ? "" : " and LISTEN_FDS " + listen,
                                    open));
        }
    }
}
