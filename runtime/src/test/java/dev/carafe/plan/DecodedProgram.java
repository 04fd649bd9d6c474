package dev.carafe.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program decoded as docs/protocol.md describes it, by the table of the C side and with the
 * checks of the C side, and without any of the code that encodes.
 */
record DecodedProgram(int slots, List<DecodedOperation> operations) {

    /** Arguments are Integer, Long, String, or lists of them. */
    record DecodedOperation(String name, char phase, List<Object> arguments) {}

    static DecodedProgram of(byte[] bytes) throws IOException {
        Map<Integer, OperationTable.Row> table = OperationTable.rows();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(buffer.getInt()).as("magic").isEqualTo(0x50465243);
        assertThat(buffer.getInt()).as("format").isEqualTo(1);
        assertThat(buffer.getInt()).as("length").isEqualTo(bytes.length);
        int count = buffer.getInt();
        int slots = buffer.getInt();
        assertThat(slots).as("slots").isBetween(1, 4096);
        List<DecodedOperation> operations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            operations.add(operation(buffer, table));
        }
        assertThat(buffer.remaining()).as("bytes after the last operation").isZero();
        DecodedProgram program = new DecodedProgram(slots, operations);
        program.checkPhases();
        return program;
    }

    private static DecodedOperation operation(
            ByteBuffer buffer, Map<Integer, OperationTable.Row> table) {
        int number = buffer.getShort();
        OperationTable.Row row = table.get(number);
        if (row == null) {
            throw new AssertionError("no operation " + number);
        }
        char phase = (char) buffer.get();
        assertThat(row.phases()).as("phases of %s", row.name()).contains(String.valueOf(phase));
        assertThat(buffer.get()).as("padding").isZero();
        int length = buffer.getInt();
        int end = buffer.position() + length;
        List<Object> arguments = new ArrayList<>();
        for (char letter : row.signature().toCharArray()) {
            arguments.add(argument(buffer, letter));
        }
        assertThat(buffer.position()).as("arguments of %s", row.name()).isEqualTo(end);
        return new DecodedOperation(row.name(), phase, arguments);
    }

    private static Object argument(ByteBuffer buffer, char letter) {
        return switch (letter) {
            case 'u', 'i' -> buffer.getInt();
            case 'q' -> buffer.getLong();
            case 's' -> string(buffer);
            case 'b' -> {
                List<Byte> bytes = new ArrayList<>();
                for (int count = buffer.getInt(); count > 0; count--) {
                    bytes.add(buffer.get());
                }
                yield bytes;
            }
            case 'l' -> {
                List<String> strings = new ArrayList<>();
                for (int count = buffer.getInt(); count > 0; count--) {
                    strings.add(string(buffer));
                }
                yield strings;
            }
            case 'n' -> {
                List<Integer> numbers = new ArrayList<>();
                for (int count = buffer.getInt(); count > 0; count--) {
                    numbers.add(buffer.getInt());
                }
                yield numbers;
            }
            default -> throw new AssertionError("no such field: " + letter);
        };
    }

    private static String string(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.getInt()];
        buffer.get(bytes);
        assertThat(buffer.get()).as("NUL after a string").isZero();
        assertThat(bytes).as("string").doesNotContain(0);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void checkPhases() {
        StringBuilder phases = new StringBuilder();
        operations.forEach(o -> phases.append(o.phase()));
        assertThat(phases.toString()).matches("H+E*P*I+L*");
        List<String> names = operations.stream().map(DecodedOperation::name).toList();
        assertThat(names.indexOf("clone_init"))
                .as("clone_init ends the host phase")
                .isEqualTo(phases.lastIndexOf("H"))
                .isEqualTo(names.lastIndexOf("clone_init"));
        assertThat(names.indexOf("execute")).isEqualTo(phases.lastIndexOf("I"));
    }
}
