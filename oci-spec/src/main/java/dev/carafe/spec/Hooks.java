package dev.carafe.spec;

import java.util.List;

/**
 * Commands run at points of the lifecycle; config.md, "POSIX-platform Hooks".
 *
 * @param prestart deprecated; runtime namespace, before the pivot
 * @param createRuntime runtime namespace, after the prestart ones
 * @param createContainer path in the runtime namespace, run in the container's, before the pivot
 * @param startContainer container namespace, just before the process is executed
 * @param poststart runtime namespace, after the process is executed
 * @param poststop runtime namespace, after the container is deleted
 */
public record Hooks(
        List<Hook> prestart,
        List<Hook> createRuntime,
        List<Hook> createContainer,
        List<Hook> startContainer,
        List<Hook> poststart,
        List<Hook> poststop) {

    /** No hooks at all. */
    public static final Hooks NONE =
            new Hooks(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    public Hooks {
        prestart = List.copyOf(prestart);
        createRuntime = List.copyOf(createRuntime);
        createContainer = List.copyOf(createContainer);
        startContainer = List.copyOf(startContainer);
        poststart = List.copyOf(poststart);
        poststop = List.copyOf(poststop);
    }
}
