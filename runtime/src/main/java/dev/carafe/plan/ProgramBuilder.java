package dev.carafe.plan;

import dev.carafe.spec.error.InvalidConfigException;
import dev.carafe.spec.error.Problem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Collects the steps of a program phase by phase, hands out slots, and collects problems. */
final class ProgramBuilder {
    private static final String DOCUMENT = "config.json";
    private static final int MAX_SLOTS = 4096;
    private static final int MAX_OPERATIONS = 65_536;

    private final Map<Phase, List<Step>> steps = new EnumMap<>(Phase.class);
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private int slots = 1;
    private int operations;

    /** Adds an operation at the end of its phase. */
    void add(Phase phase, Operation operation, String pointer) {
        if (++operations > MAX_OPERATIONS) {
            return; // build refuses it all, and needs no more to tell why
        }
        steps.computeIfAbsent(phase, p -> new ArrayList<>())
                .add(new Step(phase, operation, pointer));
    }

    /** Adds an operation of init. */
    void init(Operation operation, String pointer) {
        add(Phase.INIT, operation, pointer);
    }

    /** Adds an operation of the client before the clone. */
    void host(Operation operation, String pointer) {
        add(Phase.HOST, operation, pointer);
    }

    /** A slot that nothing else uses. */
    int newSlot() {
        return slots++;
    }

    /** Notes something that makes it impossible to compile the configuration. */
    void problem(String pointer, String message) {
        problems.add(new Problem(pointer, message));
    }

    /** Notes something that is left out. */
    void warn(String pointer, String message) {
        warnings.add(new Problem(pointer, message));
    }

    /**
     * The program, its phases in the order in which the decoder wants them.
     *
     * @throws InvalidConfigException with all problems, if there are any
     */
    Program build() throws InvalidConfigException {
        List<Step> all = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            all.addAll(steps.getOrDefault(phase, List.of()));
        }
        if (slots > MAX_SLOTS || operations > MAX_OPERATIONS) {
            problem(
                    largestPart(all),
                    ("has too much in it: the whole needs %d operations and %d descriptors, and an"
                                    + " init program has at most %d and %d")
                            .formatted(operations, slots, MAX_OPERATIONS, MAX_SLOTS));
        }
        byte[] encoded = problems.isEmpty() ? encode(all) : new byte[0];
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(DOCUMENT, problems);
        }
        return new Program(all, slots, warnings, encoded);
    }

    /** The list or object with an entry behind most of the operations. */
    private static String largestPart(List<Step> steps) {
        return steps.stream()
                .map(step ->
                        step.pointer().replaceFirst("^((/linux|/process|/hooks)?/[^/]*)/.*$", "$1"))
                .collect(Collectors.groupingBy(pointer -> pointer, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
    }

    private byte[] encode(List<Step> all) {
        ProgramEncoder encoder = new ProgramEncoder();
        encoder.begin(all.size(), slots);
        for (Step step : all) {
            try {
                encoder.add(step);
            } catch (ProgramEncoder.EncodingException e) {
                problem(step.pointer(), e.reason());
            }
        }
        return encoder.finish();
    }
}
