package dev.carafe.linux;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Block devices of the host, by their numbers; <a
 * href="https://docs.kernel.org/admin-guide/sysfs-rules.html">sysfs</a>.
 *
 * @param directory where sysfs has them, a link each
 */
public record BlockDevices(Path directory) {
    /** Those of this kernel. */
    public static final BlockDevices HOST = new BlockDevices(Path.of("/sys/dev/block"));

    /**
     * Whether a device lies upon others, as those of LVM, dm-crypt and md do.
     *
     * @param numbers such as {@code 253:0}
     */
    public boolean isStacked(String numbers) {
        Path below = directory.resolve(numbers).resolve("slaves");
        try (DirectoryStream<Path> devices = Files.newDirectoryStream(below)) {
            return devices.iterator().hasNext();
        } catch (IOException _) {
            return false; // it has gone, or it is a partition, which have none
        }
    }
}
