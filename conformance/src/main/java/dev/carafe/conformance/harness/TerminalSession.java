package dev.carafe.conformance.harness;

import java.util.ArrayList;
import java.util.List;

/**
 * A command on a terminal of its own, used step by step. The exit code is the command's, or {@link
 * #CHANGED} when the terminal is not as it was before.
 */
public final class TerminalSession {

    /** The interpreter of the helper. */
    public static final String PYTHON = "/usr/bin/python3";

    /** The exit code that tells that the terminal was left in another mode. */
    public static final int CHANGED = 99;

    private final Lab lab;
    private final List<String> steps = new ArrayList<>();

    /** One without steps: the command is waited for. */
    public TerminalSession(Lab lab) {
        this.lab = lab;
    }

    /** Skips the test where a session cannot be had. */
    public static void need() {
        Host.needProgram(PYTHON);
    }

    /** Waits until the terminal prints a text, after what was awaited before. */
    public TerminalSession await(String text) {
        return step("await", text);
    }

    /** Types a text. */
    public TerminalSession type(String text) {
        return step("type", text);
    }

    /** Changes the window's size. */
    public TerminalSession size(int rows, int columns) {
        return step("size", Integer.toString(rows), Integer.toString(columns));
    }

    /** Sends a signal, by name without SIG, to the command. */
    public TerminalSession signal(String name) {
        return step("signal", name);
    }

    /** Waits until the terminal is in raw mode. */
    public TerminalSession raw() {
        return step("raw");
    }

    /** Waits until the terminal gives whole lines. */
    public TerminalSession cooked() {
        return step("cooked");
    }

    /** Puts the terminal into the mode that it had at first. */
    public TerminalSession cook() {
        return step("cook");
    }

    /** Waits until the command is stopped. */
    public TerminalSession stopped() {
        return step("stopped");
    }

    /** Closes the terminal. */
    public TerminalSession hangUp() {
        return step("hang up");
    }

    /** Starts the command. */
    public Running start(Command command) {
        String json = "[" + String.join(",", steps) + "]";
        return command.via(PYTHON, lab.helper("terminal-session.py").toString(), json).start();
    }

    /** Runs the command, and the steps, to the end. */
    public Result run(Command command) {
        return start(command).await();
    }

    private TerminalSession step(String... words) {
        steps.add(Json.text(words));
        return this;
    }
}
