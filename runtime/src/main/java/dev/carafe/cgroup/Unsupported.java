package dev.carafe.cgroup;

import dev.carafe.spec.resources.BlockIo;
import dev.carafe.spec.resources.Network;
import dev.carafe.spec.resources.Resources;

/**
 * Names resources that are valid and not handled yet; empty ones, which engines write, are fine.
 */
final class Unsupported {
    private static final String POINTER = "/linux/resources/";

    private Unsupported() {}

    static void check(Resources resources) {
        refuse(resources.blockIo() != null && !isEmpty(resources.blockIo()), "blockIO");
        refuse(!resources.hugepageLimits().isEmpty(), "hugepageLimits");
        refuse(resources.network() != null && !isEmpty(resources.network()), "network");
        refuse(!resources.rdma().isEmpty(), "rdma");
        refuse(!resources.unified().isEmpty(), "unified");
    }

    private static boolean isEmpty(BlockIo io) {
        return (io.weight() == null || io.weight() == 0)
                && (io.leafWeight() == null || io.leafWeight() == 0)
                && io.weightDevice().isEmpty()
                && io.throttleReadBpsDevice().isEmpty()
                && io.throttleWriteBpsDevice().isEmpty()
                && io.throttleReadIopsDevice().isEmpty()
                && io.throttleWriteIopsDevice().isEmpty();
    }

    private static boolean isEmpty(Network network) {
        return (network.classId() == null || network.classId() == 0)
                && network.priorities().isEmpty();
    }

    private static void refuse(boolean refused, String property) {
        if (refused) {
            throw new CgroupException(POINTER + property, "is not supported yet");
        }
    }
}
