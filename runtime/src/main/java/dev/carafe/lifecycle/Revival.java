package dev.carafe.lifecycle;

import dev.carafe.linux.ProcessReference;
import dev.carafe.plan.Program;
import java.util.function.Consumer;

/** How a container comes to have its process where that is not the init of its own program. */
interface Revival {
    /**
     * Refuses what cannot be, before anything is changed.
     *
     * @throws LifecycleException when something is wrong with the request
     */
    void check(Blueprint blueprint);

    /**
     * The program that is launched instead.
     *
     * @throws LifecycleException when something is wrong with the request
     */
    Program program(Blueprint blueprint);

    /**
     * Brings the container's process about, once the launched one was executed.
     *
     * @param launched what was launched, in the container's control groups
     * @param found to be told of the container's process as soon as there is one
     */
    void revive(Blueprint blueprint, Launch launched, Consumer<ProcessReference> found);

    /** Words for a failed launch. */
    LifecycleException failed(Blueprint blueprint, Program program, LaunchFailure failure);
}
