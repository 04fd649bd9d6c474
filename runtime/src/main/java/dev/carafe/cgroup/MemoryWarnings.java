package dev.carafe.cgroup;

import dev.carafe.spec.resources.Memory;
import java.util.List;

/** Properties of memory that no supported kernel has a use for. */
final class MemoryWarnings {
    private MemoryWarnings() {}

    static void add(Memory memory, List<String> warnings) {
        if (memory.kernelBytes() != null) {
            warnings.add("/linux/resources/memory/kernel: kernel memory limits are ignored");
        }
        if (memory.kernelTcpBytes() != null) {
            warnings.add("/linux/resources/memory/kernelTCP: kernel memory limits are ignored");
        }
    }
}
