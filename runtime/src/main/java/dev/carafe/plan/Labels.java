package dev.carafe.plan;

import dev.carafe.spec.ProcessSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code process.apparmorProfile}, {@code process.selinuxLabel} and {@code linux.mountLabel}. Where
 * the host does not enforce them, asking for them is an error, as in runc.
 */
final class Labels {
    private static final String PROFILE = "/process/apparmorProfile";
    private static final String PROCESS_LABEL = "/process/selinuxLabel";
    private static final String MOUNT_LABEL = "/linux/mountLabel";

    /** Their superblocks are not the container's own: a context would be refused, or be all's. */
    private static final Set<String> WITHOUT_CONTEXT =
            Set.of("proc", "sysfs", "mqueue", "cgroup", "cgroup2");

    private static final List<String> CONTEXT_OPTIONS =
            List.of("context=", "fscontext=", "defcontext=", "rootcontext=");

    private final Context context;
    private final ProgramBuilder program;

    Labels(Context context) {
        this.context = context;
        this.program = context.program();
    }

    /** Reports labels that the host cannot give. */
    void check() {
        if (!profile().isEmpty() && !context.facts().securityModules().apparmor()) {
            program.problem(PROFILE, "is set, but AppArmor is not enabled on this host");
        }
        boolean selinux = context.facts().securityModules().selinux();
        if (!processLabel().isEmpty() && !selinux) {
            program.problem(PROCESS_LABEL, "is set, but SELinux is not enabled on this host");
        }
        if (!mountLabel().isEmpty() && Annotations.mountContextType(context.config()).isEmpty()) {
            program.problem(
                    Pointers.at("/annotations", Annotations.MOUNT_CONTEXT_TYPE),
                    "is none of context, fscontext, defcontext and rootcontext");
        }
        if (!mountLabel().isEmpty() && !selinux) {
            program.problem(MOUNT_LABEL, "is set, but SELinux is not enabled on this host");
        }
    }

    /** Has the session keyring, which comes next, made with the process's label. */
    void labelKeys(Phase phase) {
        if (!processLabel().isEmpty()) {
            program.add(
                    phase,
                    new LabelOperation.SetSecurityAttribute("keycreate", processLabel()),
                    PROCESS_LABEL);
        }
    }

    /** The profile that the next exec goes to. */
    void confine(Phase phase) {
        if (!profile().isEmpty()) {
            program.add(
                    phase,
                    new LabelOperation.SetSecurityAttribute("apparmor/exec", "exec " + profile()),
                    PROFILE);
        }
    }

    /** The label that the next exec goes to. */
    void labelProcess(Phase phase) {
        if (!processLabel().isEmpty()) {
            program.add(
                    phase,
                    new LabelOperation.SetSecurityAttribute("exec", processLabel()),
                    PROCESS_LABEL);
        }
    }

    /** Labels what covers masked paths. */
    void labelCovers() {
        if (!mountLabel().isEmpty()) {
            program.init(new LabelOperation.SetCoverLabel(mountLabel()), MOUNT_LABEL);
        }
    }

    /**
     * The options of a new file system with the mount label. A context that the mount itself asks
     * for stays; the quotes that mount(2) wants around it are not for fsconfig(2).
     */
    List<String> mountOptions(String filesystem, List<String> options) {
        List<String> words = new ArrayList<>(options.stream().map(Labels::unquoted).toList());
        boolean hasOwn = words.stream().anyMatch(word -> word.startsWith("context="));
        if (!mountLabel().isEmpty() && !hasOwn && !WITHOUT_CONTEXT.contains(filesystem)) {
            Annotations.mountContextType(context.config())
                    .ifPresent(type -> words.add(type + "=" + mountLabel()));
        }
        return words;
    }

    /** Labels the root of a new mount whose file system takes no context. */
    void labelMount(String type, int slot) {
        if (type.equals("mqueue") && !mountLabel().isEmpty()) {
            program.init(new LabelOperation.LabelMount(slot, mountLabel()), MOUNT_LABEL);
        }
    }

    private static String unquoted(String word) {
        int value = word.indexOf('=') + 1;
        boolean isQuoted =
                CONTEXT_OPTIONS.contains(word.substring(0, value))
                        && word.length() > value + 1
                        && word.charAt(value) == '"'
                        && word.endsWith("\"");
        return isQuoted
                ? word.substring(0, value) + word.substring(value + 1, word.length() - 1)
                : word;
    }

    private String profile() {
        ProcessSpec process = context.config().process();
        return text(process == null ? null : process.apparmorProfile());
    }

    private String processLabel() {
        ProcessSpec process = context.config().process();
        return text(process == null ? null : process.selinuxLabel());
    }

    private String mountLabel() {
        return text(context.config().linux().mountLabel());
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
