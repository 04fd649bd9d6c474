package dev.carafe.spec;

/** Kinds of device nodes; mknod(1). */
public enum DeviceType {
    /** Character device. */
    CHARACTER("c"),
    /** Unbuffered character device: the same to Linux as a character device. */
    UNBUFFERED("u"),
    /** Block device. */
    BLOCK("b"),
    /** FIFO, which has no device number. */
    FIFO("p");

    private final String json;

    DeviceType(String json) {
        this.json = json;
    }

    /** The word in JSON. */
    public String json() {
        return json;
    }
}
