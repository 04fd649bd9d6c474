package dev.carafe.lifecycle;

/** What was asked for is wrong in itself, whatever state a container is in. */
public final class RequestException extends LifecycleException {
    private static final long serialVersionUID = 1;

    public RequestException(String message) {
        super(message, null);
    }

    /** With its parts. */
    RequestException(String message, ErrorDetail detail) {
        super(message, null, detail);
    }

    /** What is asked for cannot be had because of a property of config.json. */
    RequestException(ErrorPlace place, String message) {
        super(place.prefix() + message, null, ErrorDetail.NONE.at(place));
    }
}
