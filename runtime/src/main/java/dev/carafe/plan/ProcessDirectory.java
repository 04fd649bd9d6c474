package dev.carafe.plan;

import dev.carafe.spec.ProcessSpec;

/** {@code process.cwd}, made while the root filesystem can still be written to. */
final class ProcessDirectory {
    private static final int MODE = 0755;

    private final Context context;

    ProcessDirectory(Context context) {
        this.context = context;
    }

    void make() {
        ProcessSpec process = context.config().process();
        if (process != null && !ContainerPath.clean(process.cwd()).equals("/")) {
            context.program()
                    .init(new MountOperation.MakeDirectory(process.cwd(), MODE), "/process/cwd");
        }
    }
}
