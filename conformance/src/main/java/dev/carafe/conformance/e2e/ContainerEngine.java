package dev.carafe.conformance.e2e;

import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An engine with a client for people. A test's container has the test's id for its name, and is
 * removed afterwards.
 */
interface ContainerEngine extends AutoCloseable {

    /** A shell's script that says {@code up}, and stays until it is told to end, with status 7. */
    String STAY = "trap 'exit 7' TERM; echo up; while :; do sleep 0.1; done";

    /** Runs a container of the image. */
    Command run(Lab lab, List<String> options, String... command);

    /** Executes a process in the test's container. */
    Command exec(Lab lab, List<String> options, String... command);

    /** A command of the client on the test's container, whose name comes last. */
    Command onContainer(Lab lab, String... words);

    /** Options with which the client hands its standard input over. */
    List<String> withInput();

    /** Options with which the client's terminal is the process's. */
    List<String> withTerminal();

    /** What the client leaves with when the program is not there. */
    int missingProgram();

    /** How the container is: {@code running}, {@code paused} ... */
    String status(Lab lab);

    /** How a paused container is continued: {@code resume} or {@code unpause}. */
    String resumeWord();

    /** Starts the test's container, which stays. */
    default void boot(Lab lab, String... options) {
        List<String> all = new ArrayList<>(List.of("--detach"));
        all.addAll(Arrays.asList(options));
        run(lab, all, "sh", "-c", STAY).run().ok();
    }

    /** Executes a process to its end. */
    default Result exec(Lab lab, String... command) {
        return exec(lab, List.of(), command).run();
    }

    @Override
    void close();
}
