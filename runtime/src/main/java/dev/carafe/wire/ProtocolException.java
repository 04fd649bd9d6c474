package dev.carafe.wire;

import java.io.IOException;

/** What came is no message of this protocol, or not one that the other side may send. */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1;

    public ProtocolException(String message) {
        super(message);
    }
}
