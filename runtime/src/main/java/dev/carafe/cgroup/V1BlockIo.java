package dev.carafe.cgroup;

import static dev.carafe.cgroup.Controller.isSet;

import dev.carafe.linux.Errno;
import dev.carafe.spec.resources.BlockIo;
import dev.carafe.spec.resources.ThrottleDevice;
import dev.carafe.spec.resources.WeightDevice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The blkio controller of version 1; <a
 * href="https://docs.kernel.org/admin-guide/cgroup-v1/blkio-controller.html">Block IO
 * Controller</a>. Kernels since 5.0 have weights only with the BFQ scheduler, and no leaf weights.
 */
record V1BlockIo(Path directory) {
    private static final String POINTER = "/linux/resources/blockIO";
    private static final String NO_WEIGHTS =
            "no I/O scheduler of this kernel has such a weight (BFQ has weights, and no leaf"
                    + " weights)";

    void apply(BlockIo io) {
        String prefix = Files.exists(directory.resolve("blkio.weight")) ? "blkio." : "blkio.bfq.";
        weight(prefix + "weight", io.weight(), "", "/weight");
        weight("blkio.leaf_weight", io.leafWeight(), "", "/leafWeight");
        for (int i = 0; i < io.weightDevice().size(); i++) {
            WeightDevice device = io.weightDevice().get(i);
            String place = "/weightDevice/" + i;
            String numbers = device.major() + ":" + device.minor() + " ";
            weight(prefix + "weight_device", device.weight(), numbers, place + "/weight");
            String leafPlace = place + "/leafWeight";
            weight("blkio.leaf_weight_device", device.leafWeight(), numbers, leafPlace);
        }
        throttle("read_bps_device", io.throttleReadBpsDevice(), "/throttleReadBpsDevice");
        throttle("write_bps_device", io.throttleWriteBpsDevice(), "/throttleWriteBpsDevice");
        throttle("read_iops_device", io.throttleReadIopsDevice(), "/throttleReadIOPSDevice");
        throttle("write_iops_device", io.throttleWriteIopsDevice(), "/throttleWriteIOPSDevice");
    }

    private void weight(String file, @Nullable Integer weight, String device, String property) {
        if (!isSet(weight)) {
            return;
        }
        try {
            CgroupFiles.write(directory, file, device + weight, POINTER + property);
        } catch (CgroupException e) {
            boolean isMissing = e.errno().filter(n -> n == Errno.ENOENT).isPresent();
            throw isMissing ? e.withHint(POINTER + property, NO_WEIGHTS) : e;
        }
    }

    /** A rate of 0 takes the limit back. */
    private void throttle(String file, List<ThrottleDevice> devices, String property) {
        for (int i = 0; i < devices.size(); i++) {
            ThrottleDevice device = devices.get(i);
            String rate = Long.toUnsignedString(device.rate());
            CgroupFiles.write(
                    directory,
                    "blkio.throttle." + file,
                    device.major() + ":" + device.minor() + " " + rate,
                    POINTER + property + "/" + i);
        }
    }
}
