package dev.carafe.spec.resources;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Network classes and priorities, cgroup v1 only; config-linux.md, "Network".
 *
 * @param classId net_cls class identifier, 0 to 2^32 - 1
 * @param priorities net_prio priorities
 */
public record Network(@Nullable Long classId, List<InterfacePriority> priorities) {
    public Network {
        priorities = List.copyOf(priorities);
    }
}
