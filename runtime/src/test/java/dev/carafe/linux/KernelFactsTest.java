package dev.carafe.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.spec.Capability;
import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.RlimitType;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Java takes for granted of the kernel, against what the kernel's headers say for each
 * machine; {@code native/tool/kernel_facts.c} prints the files, and the build of the C side
 * compares them with what its compiler finds.
 */
class KernelFactsTest {
    private static final String LAYOUT = "layout";
    private static final String PLAN = "dev.carafe.plan.";

    /** A line: how Java has it, where, under which names, and the number. */
    private record Fact(String kind, List<String> where, long value) {
        static Fact of(String line) {
            List<String> words = List.of(line.split(" ", -1));
            int last = words.size() - 1;
            return new Fact(
                    words.getFirst(), words.subList(1, last), Long.parseLong(words.get(last)));
        }

        @Override
        public String toString() {
            return kind + " " + String.join(" ", where);
        }
    }

    private static List<Fact> facts(String machine) throws IOException {
        try (InputStream file =
                Objects.requireNonNull(
                        KernelFactsTest.class.getResourceAsStream("kernel-" + machine + ".txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Fact::of)
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"x86_64, amd64", "aarch64, aarch64"})
    void javaHasTheNumbersOfTheHeaders(String machine, String osArch) throws Exception {
        for (Fact fact : facts(machine)) {
            if (!fact.kind.equals(LAYOUT)) {
                assertThat(valueInJava(fact, SystemCallNumbers.of(osArch)))
                        .as("%s on %s", fact, machine)
                        .isEqualTo(fact.value);
            }
        }
    }

    /**
     * They are written as literals, which cannot be looked at: those that work on one work here.
     */
    @Test
    void layoutsAreTheSameOnBothMachines() throws IOException {
        assertThat(layouts("aarch64")).isNotEmpty().isEqualTo(layouts("x86_64"));
    }

    private static List<Fact> layouts(String machine) throws IOException {
        return facts(machine).stream().filter(fact -> fact.kind.equals(LAYOUT)).toList();
    }

    /** A number that is new in Java fails here until native/tool/kernel_facts.c prints it too. */
    @ParameterizedTest
    @ValueSource(strings = {"x86_64", "aarch64"})
    void noNumberIsLeftOut(String machine) throws Exception {
        Set<String> known = facts(machine).stream().map(Fact::toString).collect(Collectors.toSet());

        assertThat(known)
                .containsAll(
                        names(
                                "call ",
                                Arrays.stream(SystemCallNumbers.class.getRecordComponents())
                                        .map(RecordComponent::getName)))
                .containsAll(constants("number", Errno.values()))
                .containsAll(constants("number", Capability.values()))
                .containsAll(constants("number", RlimitType.values()))
                .containsAll(constants("number", KernelCalls.values()))
                .containsAll(constants("cloneFlag", NamespaceType.values()));
        for (String type :
                List.of(
                        "dev.carafe.linux.OpenFlags",
                        "dev.carafe.linux.SeccompFlags",
                        "dev.carafe.linux.PeerCredentials",
                        "dev.carafe.linux.MappedFiles",
                        "dev.carafe.linux.TerminalSize",
                        "dev.carafe.linux.Poll",
                        PLAN + "HostFile",
                        PLAN + "MountAttributes",
                        PLAN + "Propagation")) {
            assertThat(known).containsAll(names("constant " + type + ".", numbers(type)));
        }
    }

    private static List<String> constants(String method, Enum<?>[] constants) {
        String type = constants[0].getDeclaringClass().getName();
        return names(
                "enum %s %s ".formatted(type, method), Arrays.stream(constants).map(Enum::name));
    }

    private static Stream<String> numbers(String type) throws ClassNotFoundException {
        return Arrays.stream(Class.forName(type).getDeclaredFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .filter(field -> field.getType().isPrimitive())
                .map(Member::getName);
    }

    private static List<String> names(String prefix, Stream<String> names) {
        return names.map(prefix::concat).toList();
    }

    private static long valueInJava(Fact fact, SystemCallNumbers calls) throws Exception {
        String first = fact.where.getFirst();
        return switch (fact.kind) {
            case "call" -> number(call(calls, first));
            case "constant" -> number(field(first));
            case "index" -> ((List<?>) field(first)).indexOf(fact.where.get(1));
            case "flag" -> number(call(field(first), "bits", fact.where.get(1)));
            case "enum" -> numberOf(Class.forName(first), fact.where.get(1), fact.where.get(2));
            default -> throw new AssertionError("unknown kind of fact: " + fact);
        };
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    private static Object field(String name) throws ReflectiveOperationException {
        int dot = name.lastIndexOf('.');
        Field field =
                Class.forName(name.substring(0, dot)).getDeclaredField(name.substring(dot + 1));
        field.setAccessible(true);
        return field.get(null);
    }

    private static long numberOf(Class<?> type, String method, String name) throws Exception {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return number(call(constant, method));
            }
        }
        throw new AssertionError(type + " has no " + name);
    }

    private static Object call(Object object, String name, Object... arguments) throws Exception {
        Class<?>[] types = Arrays.stream(arguments).map(Object::getClass).toArray(Class<?>[]::new);
        Method method = object.getClass().getDeclaredMethod(name, types);
        method.setAccessible(true);
        return method.invoke(object, arguments);
    }
}
