package dev.carafe.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.linux.Descriptor;
import dev.carafe.linux.Fifo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartMessageTest {
    private static final int HEADER_BYTES = 16;

    private static ByteBuffer header(byte[] part) {
        return ByteBuffer.wrap(part).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void aLargeStateGoesInPartsThatAPipeTakesWhole() {
        byte[] state = new byte[9000];
        Arrays.fill(state, (byte) 'x');

        List<byte[]> parts = StartMessage.of(state).parts();

        assertThat(parts).extracting(part -> part.length).containsExactly(4096, 4096, 856);
        long start = header(parts.getFirst()).getLong();
        int offset = 0;
        for (byte[] part : parts) {
            assertThat(header(part).getLong(0)).isEqualTo(start);
            assertThat(header(part).getInt(8)).isEqualTo(9000);
            assertThat(header(part).getInt(12)).isEqualTo(offset);
            offset += part.length - HEADER_BYTES;
        }
        assertThat(offset).isEqualTo(9000);
    }

    @Test
    void anEmptyStateIsAMessageToo() {
        assertThat(StartMessage.of(new byte[0]).parts()).hasSize(1);
    }

    @Test
    void eachStartIsAnotherOne() {
        byte[] state = {'{', '}'};

        assertThat(header(StartMessage.of(state).parts().getFirst()).getLong())
                .isNotEqualTo(header(StartMessage.of(state).parts().getFirst()).getLong());
    }

    @Test
    void aGateThatNobodyReadsIsGivenUpWithTheClient(@TempDir Path directory) {
        Path path = directory.resolve("gate");
        Fifo.make(path, 0600);
        StartMessage message = StartMessage.of(new byte[1 << 20]);
        try (Descriptor reader = Fifo.openForReading(path);
                Descriptor gate = Fifo.openForWriting(path).orElseThrow()) {
            assertThat(reader.number()).isNotEqualTo(gate.number());
            assertThatThrownBy(() ->
                            message.writeTo(
                                    gate,
                                    () -> {
                                        throw new IllegalStateException("gone");
                                    }))
                    .hasMessage("gone");
        }
    }
}
