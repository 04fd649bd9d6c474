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
 * The io controller of version 2. Weights go to the BFQ scheduler where it is there, and otherwise
 * to {@code io.weight}, whose scale is another one.
 */
record V2BlockIo(Path directory) {
    private static final String POINTER = "/linux/resources/blockIO";
    private static final String BFQ_WEIGHT = "io.bfq.weight";
    private static final String NO_WEIGHTS =
            "this kernel has neither the BFQ scheduler nor I/O cost control, so no weights";
    private static final int MIN_WEIGHT = 10;
    private static final int MAX_WEIGHT = 1000;

    void apply(BlockIo io) {
        refuseLeaf(io.leafWeight(), "/leafWeight");
        for (int i = 0; i < io.weightDevice().size(); i++) {
            refuseLeaf(io.weightDevice().get(i).leafWeight(), "/weightDevice/" + i + "/leafWeight");
        }
        weight("", io.weight(), "/weight");
        for (int i = 0; i < io.weightDevice().size(); i++) {
            WeightDevice device = io.weightDevice().get(i);
            String numbers = device.major() + ":" + device.minor() + " ";
            weight(numbers, device.weight(), "/weightDevice/" + i + "/weight");
        }
        throttle("rbps", io.throttleReadBpsDevice(), "/throttleReadBpsDevice");
        throttle("wbps", io.throttleWriteBpsDevice(), "/throttleWriteBpsDevice");
        throttle("riops", io.throttleReadIopsDevice(), "/throttleReadIOPSDevice");
        throttle("wiops", io.throttleWriteIopsDevice(), "/throttleWriteIOPSDevice");
    }

    private static void refuseLeaf(@Nullable Integer weight, String property) {
        if (isSet(weight)) {
            throw new CgroupException(POINTER + property, "has no counterpart in cgroup v2");
        }
    }

    private void weight(String device, @Nullable Integer weight, String property) {
        if (weight == null || weight == 0) {
            return;
        }
        String pointer = POINTER + property;
        if (Files.exists(directory.resolve(BFQ_WEIGHT))) {
            CgroupFiles.write(directory, BFQ_WEIGHT, device + weight, pointer);
            return;
        }
        try {
            String converted = device + ioWeight(weight, pointer);
            CgroupFiles.write(directory, "io.weight", converted, pointer);
        } catch (CgroupException e) {
            boolean isMissing = e.errno().filter(n -> n == Errno.ENOENT).isPresent();
            throw isMissing ? e.withHint(pointer, NO_WEIGHTS) : e;
        }
    }

    /** A weight on the scale of {@code io.weight}: 10 to 1000 becomes 1 to 10000, as in runc. */
    static int ioWeight(int weight, String pointer) {
        if (weight < MIN_WEIGHT || weight > MAX_WEIGHT) {
            throw new CgroupException(
                    pointer,
                    "must be from " + MIN_WEIGHT + " to " + MAX_WEIGHT + ", not " + weight);
        }
        return 1 + (weight - MIN_WEIGHT) * 9999 / (MAX_WEIGHT - MIN_WEIGHT);
    }

    /** A rate of 0, with which version 1 takes a limit back, is {@code max} here. */
    private void throttle(String key, List<ThrottleDevice> devices, String property) {
        for (int i = 0; i < devices.size(); i++) {
            ThrottleDevice device = devices.get(i);
            String rate = device.rate() == 0 ? "max" : Long.toUnsignedString(device.rate());
            CgroupFiles.write(
                    directory,
                    "io.max",
                    device.major() + ":" + device.minor() + " " + key + "=" + rate,
                    POINTER + property + "/" + i);
        }
    }
}
