package dev.carafe.criu;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An answer of criu's, {@code criu_resp} of its rpc.proto.
 *
 * @param type of the request that it answers, or NOTIFY, which wants an answer
 * @param success whether criu did what it was asked
 * @param script which notification it is
 * @param pid of the root of the restored processes, in a notification
 * @param errno why it failed; 0 when criu does not say
 * @param message the same in words; empty when criu does not say
 * @param memoryTracking whether pre-dumps are possible
 * @param lazyPages whether memory can be restored lazily
 * @param version such as 31701 for 3.17.1
 */
public record CriuResponse(
        CriuRequest.Type type,
        boolean success,
        String script,
        int pid,
        int errno,
        String message,
        boolean memoryTracking,
        boolean lazyPages,
        int version) {
    private static final int TYPE = 1;
    private static final int SUCCESS = 2;
    private static final int NOTIFY = 5;
    private static final int ERRNO = 7;
    private static final int FEATURES = 8;
    private static final int MESSAGE = 9;
    private static final int VERSION = 10;

    /**
     * Decodes an answer.
     *
     * @throws CriuException when it is none
     */
    public static CriuResponse decode(ByteBuffer datagram) {
        ProtobufReader in = ProtobufReader.of(datagram.duplicate());
        var notify = in.message(NOTIFY);
        var features = in.message(FEATURES);
        return new CriuResponse(
                type(in.number(TYPE)),
                in.number(SUCCESS) != 0,
                notify.map(n -> n.text(1)).orElse(""),
                notify.map(n -> (int) n.number(2)).orElse(0),
                (int) in.number(ERRNO),
                in.text(MESSAGE),
                features.filter(f -> f.number(1) != 0).isPresent(),
                features.filter(f -> f.number(2) != 0).isPresent(),
                in.message(VERSION).map(CriuResponse::version).orElse(0));
    }

    private static CriuRequest.Type type(long number) {
        return Arrays.stream(CriuRequest.Type.values())
                .filter(type -> type.number() == number)
                .findFirst()
                .orElseThrow(() -> new CriuException("criu's answer is of unknown type " + number));
    }

    private static int version(ProtobufReader version) {
        return (int) (version.number(1) * 10_000 + version.number(2) * 100 + version.number(4));
    }
}
