package dev.carafe.spec.resources;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Block I/O limits; config-linux.md, "Block IO".
 *
 * @param weight 10 to 1000
 * @param leafWeight weight against child cgroups; CFQ only
 * @param weightDevice weights by device
 * @param throttleReadBpsDevice bytes per second
 * @param throttleWriteBpsDevice bytes per second
 * @param throttleReadIopsDevice operations per second
 * @param throttleWriteIopsDevice operations per second
 */
public record BlockIo(
        @Nullable Integer weight,
        @Nullable Integer leafWeight,
        List<WeightDevice> weightDevice,
        List<ThrottleDevice> throttleReadBpsDevice,
        List<ThrottleDevice> throttleWriteBpsDevice,
        List<ThrottleDevice> throttleReadIopsDevice,
        List<ThrottleDevice> throttleWriteIopsDevice) {
    public BlockIo {
        weightDevice = List.copyOf(weightDevice);
        throttleReadBpsDevice = List.copyOf(throttleReadBpsDevice);
        throttleWriteBpsDevice = List.copyOf(throttleWriteBpsDevice);
        throttleReadIopsDevice = List.copyOf(throttleReadIopsDevice);
        throttleWriteIopsDevice = List.copyOf(throttleWriteIopsDevice);
    }
}
