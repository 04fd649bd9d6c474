package dev.carafe.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OperationTypeTest {
    @Test
    void typesAreTheRowsOfTheTable() throws IOException {
        List<OperationTable.Row> types =
                Arrays.stream(OperationType.values())
                        .map(t ->
                                new OperationTable.Row(
                                        t.operationName(), t.number(), t.phases(), t.signature()))
                        .toList();
        assertThat(types).containsExactlyInAnyOrderElementsOf(OperationTable.rows().values());
    }

    @Test
    void everyTypeHasOneRecordWhoseArgumentsHaveItsSignature() throws ReflectiveOperationException {
        Map<OperationType, String> signatures = new EnumMap<>(OperationType.class);
        for (Class<?> section : Operation.class.getPermittedSubclasses()) {
            for (Class<?> type : section.getPermittedSubclasses()) {
                Operation operation = sample(type);
                SignatureArguments arguments = new SignatureArguments();
                operation.describe(arguments);
                assertThat(signatures.put(operation.type(), arguments.signature()))
                        .as("second record of %s", operation.type())
                        .isNull();
                assertThat(operation.type().operationName())
                        .isEqualTo(
                                type.getSimpleName()
                                        .replaceAll("(?<=.)([A-Z])", "_$1")
                                        .toLowerCase(java.util.Locale.ROOT));
            }
        }
        for (OperationType type : OperationType.values()) {
            assertThat(signatures.get(type)).as(type.operationName()).isEqualTo(type.signature());
        }
    }

    private static Operation sample(Class<?> type) throws ReflectiveOperationException {
        List<Class<?>> types = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            types.add(component.getType());
            values.add(sampleOf(component.getType()));
        }
        var constructor = type.getDeclaredConstructor(types.toArray(new Class<?>[0]));
        return (Operation) constructor.newInstance(values.toArray());
    }

    private static Object sampleOf(Class<?> type) {
        return switch (type.getName()) {
            case "int" -> 1;
            case "long" -> 1L;
            case "char" -> 'c';
            case "boolean" -> true;
            case "java.lang.String" -> "text";
            case "java.util.List" -> List.of();
            case "java.nio.ByteBuffer" -> ByteBuffer.allocate(8);
            case "dev.carafe.plan.SystemCallFilter" ->
                    new SystemCallFilter(ByteBuffer.allocate(8), 0, false, "SCMP_ACT_ALLOW");
            default -> throw new AssertionError("an argument cannot be a " + type);
        };
    }

    /** Writes down the letter of each argument. */
    private static final class SignatureArguments implements Arguments {
        private final StringBuilder letters = new StringBuilder();

        String signature() {
            return letters.toString();
        }

        private Arguments add(char letter) {
            letters.append(letter);
            return this;
        }

        @Override
        public Arguments number(String name, int value) {
            return add('u');
        }

        @Override
        public Arguments signed(String name, int value) {
            return add('i');
        }

        @Override
        public Arguments mode(String name, int bits) {
            return add('u');
        }

        @Override
        public Arguments slot(String name, int slot) {
            return add('u');
        }

        @Override
        public Arguments character(String name, char value) {
            return add('u');
        }

        @Override
        public Arguments flags(String name, FlagNames names, int flags) {
            return add('u');
        }

        @Override
        public Arguments longNumber(String name, long value) {
            return add('q');
        }

        @Override
        public Arguments longFlags(String name, FlagNames names, long flags) {
            return add('q');
        }

        @Override
        public Arguments text(String name, String value) {
            return add('s');
        }

        @Override
        public Arguments bytes(String name, ByteBuffer value, String summary) {
            return add('b');
        }

        @Override
        public Arguments texts(String name, List<String> values) {
            return add('l');
        }

        @Override
        public Arguments numbers(String name, List<Integer> values) {
            return add('n');
        }
    }
}
