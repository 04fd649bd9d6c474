package dev.carafe.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code linux.readonlyPaths} and {@code linux.maskedPaths}. */
final class RestrictedPaths {
    private final Context context;

    RestrictedPaths(Context context) {
        this.context = context;
    }

    /** Covers them; the masked ones last, since a masked path is not to be uncovered again. */
    void add() {
        List<String> readonly = context.config().linux().readonlyPaths();
        for (int i = 0; i < readonly.size(); i++) {
            context.program()
                    .init(
                            new MountOperation.ReadonlyPath(readonly.get(i)),
                            Pointers.at("/linux/readonlyPaths", i));
        }
        Set<String> masked = new HashSet<>();
        List<String> paths = context.config().linux().maskedPaths();
        for (int i = 0; i < paths.size(); i++) {
            // A path that is listed twice would be masked by covering the mask.
            if (masked.add(ContainerPath.clean(paths.get(i)))) {
                context.program()
                        .init(
                                new MountOperation.MaskPath(paths.get(i)),
                                Pointers.at("/linux/maskedPaths", i));
            }
        }
    }
}
