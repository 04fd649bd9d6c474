package dev.carafe.spec.rules;

import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.tree.At;
import java.util.function.Consumer;

/** The rules for a whole config.json. */
public final class ConfigRules {

    private static final String NEWEST_MAJOR = "1";

    private ConfigRules() {}

    /**
     * Reports everything that is wrong, as far as a schema cannot tell.
     *
     * @param root the document
     * @param problems gets each problem
     */
    public static void check(At root, Consumer<Problem> problems) {
        version(root.get("ociVersion"), problems);
        At linux = root.get("linux");
        Namespaces namespaces = Namespaces.of(linux, problems);
        ProcessRules.check(root.get("process"), problems);
        names(root, namespaces, problems);
        NamespaceRules.check(linux, namespaces, problems);
        MountRules.check(root, namespaces, problems);
        SysctlRules.check(linux.get("sysctl"), namespaces, problems);
        DeviceRules.check(linux.get("devices"), problems);
        NetDeviceRules.check(linux.get("netDevices"), namespaces, problems);
        ResourceRules.check(linux.get("resources"), problems);
        SeccompRules.check(linux.get("seccomp"), problems);
        IntelRdtRules.check(linux.get("intelRdt"), problems);
        MemoryPolicyRules.check(linux.get("memoryPolicy"), problems);
    }

    /** Minor versions are compatible both ways, since unknown properties are ignored. */
    private static void version(At version, Consumer<Problem> problems) {
        String text = version.text();
        int dot = text.indexOf('.');
        String major = dot < 0 ? "" : text.substring(0, dot);
        if (major.length() > 1 || major.compareTo(NEWEST_MAJOR) > 0) {
            problems.accept(
                    version.problem(
                            "is " + text + ", but the newest version that carafe knows is 1.3.0"));
        }
    }

    private static void names(At root, Namespaces namespaces, Consumer<Problem> problems) {
        for (String property : new String[] {"hostname", "domainname"}) {
            At name = root.get(property);
            if (!name.text().isEmpty() && !namespaces.has(NamespaceType.UTS)) {
                problems.accept(
                        name.problem(
                                "needs a uts namespace in /linux/namespaces: it would change the"
                                        + " host's own name"));
            }
        }
    }
}
