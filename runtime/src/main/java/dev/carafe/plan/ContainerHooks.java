package dev.carafe.plan;

import dev.carafe.spec.Hook;
import dev.carafe.spec.Hooks;
import dev.carafe.spec.ProcessSpec;
import java.util.List;

/**
 * The hooks that have a place in the program. The engine has the client run those that belong to
 * the runtime's namespaces; init only waits for them.
 */
final class ContainerHooks {
    private final Context context;
    private final Hooks hooks;
    private final ProgramBuilder program;

    ContainerHooks(Context context) {
        this.context = context;
        this.hooks = context.config().hooks();
        this.program = context.program();
    }

    /** The hooks between the mounts and the pivot. */
    void beforePivot() {
        boolean isAwaited =
                !hooks.prestart().isEmpty()
                        || !hooks.createRuntime().isEmpty()
                        || !hooks.createContainer().isEmpty();
        if (isAwaited) {
            program.init(new WaitOperation.Sync(WaitOperation.Sync.MOUNTED), "/hooks");
        }
        run(hooks.createContainer(), "/hooks/createContainer", List.of());
    }

    /**
     * The hooks right before the process is executed. One that has no environment gets that of the
     * process: engines have come to rely on it.
     */
    void startContainer() {
        ProcessSpec process = context.config().process();
        List<String> env = process == null ? List.of() : process.env();
        run(hooks.startContainer(), "/hooks/startContainer", env);
    }

    private void run(List<Hook> all, String array, List<String> defaultEnv) {
        for (int i = 0; i < all.size(); i++) {
            Hook hook = all.get(i);
            Integer seconds = hook.timeoutSeconds();
            // As many milliseconds as fit: 49 days are as good as more.
            long millis = seconds == null ? 0 : Math.min(seconds * 1000L, 0xffff_ffffL);
            program.init(
                    new WaitOperation.RunHook(
                            hook.path(),
                            hook.args(),
                            hook.env().isEmpty() ? defaultEnv : hook.env(),
                            (int) millis),
                    Pointers.at(array, i));
        }
    }
}
