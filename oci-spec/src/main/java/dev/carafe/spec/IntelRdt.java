package dev.carafe.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Intel Resource Director Technology; config-linux.md, "IntelRdt".
 *
 * @param closId class of service
 * @param schemata lines of the schemata file
 * @param l3CacheSchema L3 line
 * @param memBwSchema memory bandwidth line
 * @param enableMonitoring whether a monitoring group is made
 */
public record IntelRdt(
        @Nullable String closId,
        List<String> schemata,
        @Nullable String l3CacheSchema,
        @Nullable String memBwSchema,
        boolean enableMonitoring) {
    public IntelRdt {
        schemata = List.copyOf(schemata);
    }
}
