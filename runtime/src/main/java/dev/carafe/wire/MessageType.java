package dev.carafe.wire;

import java.util.Optional;

/** The names and numbers of {@code native/src/messages.def}. */
enum MessageType {
    HELLO(1),
    INVOCATION(2),
    PRINT(3),
    LOG(4),
    EXIT(5),
    RECOVERY(6),
    LAUNCH(7),
    LAUNCHED(8),
    STAGE(9),
    PROCEED(10),
    READY(11),
    FAILED(12),
    INIT_EXITED(13),
    RUN_HOOK(14),
    HOOK_DONE(15),
    KILL_INIT(16),
    FOREGROUND(17),
    LEAVE(18),
    RUN_PROGRAM(19),
    OUTPUT(20),
    LISTEN_NOTIFY(21),
    NOTIFY_LISTENING(22),
    EXIT_WHEN_READY(23),
    GIVE_TIMES(24),
    TIMES(25),
    CHANNEL_SEND(26),
    CHANNEL_RECEIVED(27),
    CHANNEL_CLOSED(28),
    FORWARD(29),
    ADOPT(30),
    LEAVE_ON_KEY(31),
    RAISE_LOOPBACK(32),
    MAKE_NETWORK(33),
    COMMIT(34),
    SEALED_COPY(35);

    private static final MessageType[] ALL = values();

    private final int number;

    MessageType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static Optional<MessageType> of(int number) {
        // The test that compares the table with messages.def holds the numbers to 1, 2, 3 ...
        return number >= 1 && number <= ALL.length
                ? Optional.of(ALL[number - 1])
                : Optional.empty();
    }
}
