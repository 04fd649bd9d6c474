package dev.carafe.plan;

import java.util.List;
import java.util.Map;

/** Prints a program for people and for tools. */
public final class PlanPrinter {
    private PlanPrinter() {}

    /** How many columns the operation takes before its pointer stands. */
    private static final int POINTER_COLUMN = 100;

    /**
     * One operation a line: the phase's letter, the operation with its arguments, and after a
     * {@code #} the config.json pointer that it came from, where it has one.
     */
    public static String text(Program program) {
        StringBuilder text = new StringBuilder();
        for (Step step : program.steps()) {
            int start = text.length();
            text.append(step.phase().letter()).append(' ');
            text.append(step.operation().type().operationName());
            step.operation().describe(new TextArguments(text));
            if (!step.pointer().isEmpty()) {
                text.repeat(' ', Math.max(1, POINTER_COLUMN - (text.length() - start)));
                text.append("# ").append(TextArguments.escaped(step.pointer()));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** One operation with its arguments. */
    public static String text(Step step) {
        StringBuilder text = new StringBuilder(step.operation().type().operationName());
        step.operation().describe(new TextArguments(text));
        return text.toString();
    }

    /**
     * The program as data for JSON: {@code slots}, and {@code operations} with {@code phase},
     * {@code operation}, {@code arguments} and {@code pointer}. Numbers are numbers; flags are
     * lists of names.
     */
    public static Map<String, Object> json(Program program) {
        List<Map<String, Object>> operations =
                program.steps().stream().map(PlanPrinter::json).toList();
        return JsonArguments.ordered("slots", program.slots(), "operations", operations);
    }

    private static Map<String, Object> json(Step step) {
        JsonArguments arguments = new JsonArguments();
        step.operation().describe(arguments);
        Map<String, Object> operation =
                JsonArguments.ordered(
                        "phase", String.valueOf(step.phase().letter()),
                        "operation", step.operation().type().operationName());
        operation.put("arguments", arguments.values());
        operation.put("pointer", step.pointer());
        return operation;
    }
}
