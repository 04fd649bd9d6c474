package dev.carafe.conformance.e2e;

import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An engine with Docker's command line. */
abstract class DockerCli implements ContainerEngine {

    /** A command of the client. */
    abstract Command command(Lab lab, String... words);

    /** What {@code run} is always given; the options are the test's own. */
    abstract List<String> runOptions(List<String> options);

    /** Removes the test's container, if there is one. */
    abstract void remove(Lab lab);

    /** How the client writes an amount of memory of 48 MiB. */
    abstract String fortyEightMebibytes();

    @Override
    public Command run(Lab lab, List<String> options, String... command) {
        List<String> words = new ArrayList<>(List.of("run", "--name", lab.id()));
        words.addAll(runOptions(options));
        words.addAll(options);
        words.add(Image.NAME);
        words.addAll(Arrays.asList(command));
        lab.afterwards(() -> remove(lab));
        return command(lab, words.toArray(String[]::new));
    }

    @Override
    public Command exec(Lab lab, List<String> options, String... command) {
        List<String> words = new ArrayList<>(List.of("exec"));
        words.addAll(options);
        words.add(lab.id());
        words.addAll(Arrays.asList(command));
        return command(lab, words.toArray(String[]::new));
    }

    @Override
    public Command onContainer(Lab lab, String... words) {
        List<String> all = new ArrayList<>(Arrays.asList(words));
        all.add(lab.id());
        return command(lab, all.toArray(String[]::new));
    }

    @Override
    public List<String> withInput() {
        return List.of("--interactive");
    }

    @Override
    public List<String> withTerminal() {
        return List.of("--interactive", "--tty");
    }

    @Override
    public int missingProgram() {
        return 127;
    }

    @Override
    public String resumeWord() {
        return "unpause";
    }

    @Override
    public String status(Lab lab) {
        return inspect(lab, "{{.State.Status}}");
    }

    /** Runs a command of the client to its end. */
    Result call(Lab lab, String... words) {
        return command(lab, words).run();
    }

    /** What the engine knows of the test's container, by a template. */
    String inspect(Lab lab, String template) {
        return call(lab, "inspect", "--format", template, lab.id()).ok().out().strip();
    }

    /** Waits until the engine knows this of the test's container. */
    void awaitInspect(Lab lab, String template, String value) {
        Poll.until(
                template + " to be " + value,
                () -> inspect(lab, template).equals(value),
                () -> inspect(lab, template));
    }

    /** Waits until the test's container has said {@code up}. */
    void awaitUp(Lab lab) {
        Poll.until("its word", () -> call(lab, "logs", lab.id()).out().contains("up"));
    }
}
