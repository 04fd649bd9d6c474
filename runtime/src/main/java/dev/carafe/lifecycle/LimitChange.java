package dev.carafe.lifecycle;

import dev.carafe.spec.resources.Resources;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * New limits for a container.
 *
 * @param resources what is to change; device rules among them are left alone, as in runc
 * @param schemata lines for the container's resctrl group; none leaves it alone
 * @param places how messages begin that are about the property of a JSON pointer into {@code
 *     resources}
 */
public record LimitChange(
        Resources resources, List<String> schemata, UnaryOperator<String> places) {
    public LimitChange {
        schemata = List.copyOf(schemata);
    }

    /** The same, and lines for the container's resctrl group. */
    public LimitChange withSchemata(List<String> lines) {
        return new LimitChange(resources, lines, places);
    }
}
