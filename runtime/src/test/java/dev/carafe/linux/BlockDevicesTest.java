package dev.carafe.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockDevicesTest {
    @Test
    void deviceIsStackedWhenThereIsOneBelow(@TempDir Path sysfs) throws IOException {
        Files.createDirectories(sysfs.resolve("253:0/slaves/sda"));
        Files.createDirectories(sysfs.resolve("8:0/slaves"));
        Files.createDirectories(sysfs.resolve("8:1"));
        BlockDevices devices = new BlockDevices(sysfs);
        assertThat(devices.isStacked("253:0")).isTrue();
        assertThat(devices.isStacked("8:0")).isFalse();
        assertThat(devices.isStacked("8:1")).isFalse();
        assertThat(devices.isStacked("9:9")).isFalse();
    }
}
