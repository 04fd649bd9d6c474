package dev.carafe.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
    @Test
    void namesAndNumbersAreThoseOfTheTable() throws IOException {
        assertThat(Stream.of(MessageType.values()).map(t -> t.name() + " " + t.number()))
                .containsExactlyElementsOf(
                        MessageTable.rows().stream()
                                .map(r -> r.name() + " " + r.number())
                                .toList());
    }

    @Test
    void everyPayloadThatTheTableAllowsSurvivesDecodingAndEncoding() throws IOException {
        Random random = new Random(1);
        for (MessageTable.Row row : MessageTable.rows()) {
            for (int i = 0; i < 200; i++) {
                ByteBuffer payload = MessageTable.payload(row.signature(), random);
                Message message = MessageCodec.decode(row.number(), payload);
                ByteBuffer frame = MessageCodec.encode(message);
                assertThat(frame.order(ByteOrder.LITTLE_ENDIAN).getInt(0))
                        .as(row.name())
                        .isEqualTo(payload.remaining());
                assertThat(frame.getInt(4)).as(row.name()).isEqualTo(row.number());
                assertThat(frame.slice(8, frame.remaining() - 8)).as(row.name()).isEqualTo(payload);
            }
        }
    }

    @Test
    void messagesAreNamedAndSentAsTheTableSays() throws IOException {
        Random random = new Random(2);
        for (MessageTable.Row row : MessageTable.rows()) {
            Message message =
                    MessageCodec.decode(
                            row.number(), MessageTable.payload(row.signature(), random));
            String name =
                    Arrays.stream(row.name().split("_"))
                            .map(w ->
                                    w.charAt(0) + w.substring(1).toLowerCase(java.util.Locale.ROOT))
                            .collect(Collectors.joining());
            assertThat(message.getClass().getSimpleName()).isEqualTo(name);
            assertThat(message instanceof Message.FromEngine)
                    .as(row.name())
                    .isEqualTo(row.sender() == 'E');
            assertThat(message instanceof Message.FromClient)
                    .as(row.name())
                    .isEqualTo(row.sender() == 'C');
        }
    }

    @Test
    void damagedPayloadsAreRefusedOrDecodeToAMessage() throws IOException {
        Random random = new Random(3);
        List<MessageTable.Row> rows = MessageTable.rows();
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            MessageTable.Row row = rows.get(random.nextInt(rows.size()));
            ByteBuffer payload = damage(MessageTable.payload(row.signature(), random), random);
            try {
                Message message = MessageCodec.decode(row.number(), payload);
                assertThat(MessageCodec.encode(message).remaining())
                        .isEqualTo(payload.remaining() + MessageCodec.HEADER_BYTES);
            } catch (ProtocolException e) {
                refused++;
            } catch (RuntimeException e) {
                fail("payload of %s, round %d".formatted(row.name(), i), e);
            }
        }
        assertThat(refused).isBetween(10_000, 49_000);
    }

    private static ByteBuffer damage(ByteBuffer payload, Random random) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return switch (random.nextInt(3)) {
            case 0 -> ByteBuffer.wrap(bytes, 0, random.nextInt(bytes.length + 1)).slice();
            case 1 -> ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9)));
            default -> {
                for (int i = 0; i < 1 + bytes.length / 16 && bytes.length > 0; i++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                yield ByteBuffer.wrap(bytes);
            }
        };
    }

    @Test
    void aListCannotPromiseMoreStringsThanTheMessageHoldsBytes() {
        ByteBuffer payload =
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(Integer.MAX_VALUE);
        assertThatThrownBy(
                        () -> MessageCodec.decode(MessageType.RECOVERY.number(), payload.rewind()))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("past the end");
    }

    @Test
    void anUnknownTypeIsRefused() {
        for (int type : new int[] {0, 4711, 65535}) {
            assertThatThrownBy(() -> MessageCodec.decode(type, ByteBuffer.allocate(0)))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("type " + type);
        }
    }

    @Test
    void aNulInsideAStringIsRefusedOnBothSides() {
        ByteBuffer payload =
                ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN).putInt(1).putInt(1);
        payload.put((byte) 0).put((byte) 0);
        assertThatThrownBy(() -> MessageCodec.decode(6, payload.flip()))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("NUL");
        assertThatThrownBy(() -> MessageCodec.encode(new Message.Recovery(List.of("a\0b"))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
