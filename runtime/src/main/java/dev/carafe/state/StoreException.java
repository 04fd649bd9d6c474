package dev.carafe.state;

import dev.carafe.linux.Errno;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The container store refuses or fails; the message is one line with the path and the reason. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    /** What is wrong, for callers that go on differently. */
    public enum Kind {
        /** The id is not one that a container can have. */
        INVALID_ID,
        /** A container with this id is there. */
        EXISTS,
        /** No container with this id is there. */
        NOT_FOUND,
        /** A file is cut short or not ours; {@code delete --force} can still clean up. */
        CORRUPT,
        /** The file system failed: full, read-only, forbidden. */
        IO
    }

    StoreException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Whether the disk is full, or the owner's share of it. */
    boolean isForLackOfSpace() {
        return getCause() instanceof IOException cause
                && Errno.of(cause).filter(e -> e == Errno.ENOSPC || e == Errno.EDQUOT).isPresent();
    }

    /** What is wrong. */
    public Kind kind() {
        return kind;
    }
}
