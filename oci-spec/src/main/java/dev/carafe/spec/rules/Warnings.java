package dev.carafe.spec.rules;

import dev.carafe.spec.Capabilities;
import dev.carafe.spec.Config;
import dev.carafe.spec.Linux;
import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.ProcessSpec;
import dev.carafe.spec.error.Problem;
import java.util.ArrayList;
import java.util.List;

/** What is accepted, but ought to be logged as a warning. */
public final class Warnings {

    private Warnings() {}

    /** The warnings for a valid config, without lines. */
    public static List<Problem> of(Config config) {
        List<Problem> warnings = new ArrayList<>();
        ProcessSpec process = config.process();
        if (process != null && process.capabilities() != null) {
            capabilities(process.capabilities(), warnings);
        }
        for (int i = 0; i < config.mounts().size(); i++) {
            if (!config.mounts().get(i).destination().startsWith("/")) {
                warnings.add(
                        new Problem(
                                "/mounts/" + i + "/destination",
                                "is relative, which is deprecated; it is taken as relative to /"));
            }
        }
        linux(config.linux(), warnings);
        return warnings;
    }

    private static void capabilities(Capabilities capabilities, List<Problem> warnings) {
        if (!capabilities.unknown().isEmpty()) {
            warnings.add(
                    new Problem(
                            "/process/capabilities",
                            "ignoring unknown capabilities "
                                    + String.join(", ", capabilities.unknown())));
        }
    }

    private static void linux(Linux linux, List<Problem> warnings) {
        boolean joinsUser = linux.namespace(NamespaceType.USER).filter(n -> !n.isNew()).isPresent();
        if (joinsUser && !linux.uidMappings().isEmpty()) {
            warnings.add(
                    new Problem(
                            "/linux/uidMappings",
                            "is without effect, since the user namespace is joined by path"));
        }
    }
}
