package dev.carafe.criu;

/** Requests to criu, {@code criu_req} of its rpc.proto. */
public final class CriuRequest {
    /** Types of requests and answers, {@code criu_req_type}. */
    public enum Type {
        DUMP(1),
        RESTORE(2),
        PRE_DUMP(4),
        NOTIFY(6),
        FEATURE_CHECK(9),
        VERSION(10);

        private final int number;

        Type(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    private static final int TYPE = 1;
    private static final int OPTIONS = 2;
    private static final int NOTIFY_SUCCESS = 3;
    private static final int KEEP_OPEN = 4;
    private static final int FEATURES = 5;
    private static final int MEMORY_TRACKING = 1;
    private static final int LAZY_PAGES = 2;

    private CriuRequest() {}

    /** To dump, pre-dump or restore. */
    public static byte[] of(Type type, CriuOptions options) {
        return request(type).message(OPTIONS, options.message()).toBytes();
    }

    /** Asks for the version; another request may follow. */
    public static byte[] version() {
        return request(Type.VERSION).flag(KEEP_OPEN, true).toBytes();
    }

    /** Asks whether criu and kernel can do both; another request may follow. */
    public static byte[] features() {
        ProtobufWriter features =
                new ProtobufWriter().flag(MEMORY_TRACKING, true).flag(LAZY_PAGES, true);
        return request(Type.FEATURE_CHECK)
                .flag(KEEP_OPEN, true)
                .message(FEATURES, features)
                .toBytes();
    }

    /** Lets criu go on after a notification. */
    public static byte[] notified(boolean success) {
        return request(Type.NOTIFY).flag(NOTIFY_SUCCESS, success).toBytes();
    }

    private static ProtobufWriter request(Type type) {
        return new ProtobufWriter().number(TYPE, type.number());
    }
}
