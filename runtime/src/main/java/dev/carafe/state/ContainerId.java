package dev.carafe.state;

import java.util.regex.Pattern;

/** The rules for a container's id, which names a directory; as runc's. */
public final class ContainerId {
    /** So that the directory's name fits any file system. */
    private static final int MAX_LENGTH = 255;

    private static final Pattern PATTERN = Pattern.compile("[\\w+\\-.]+");

    private ContainerId() {}

    /**
     * Checks an id.
     *
     * @return the id
     * @throws StoreException {@link StoreException.Kind#INVALID_ID}
     */
    public static String check(String id) {
        if (id.isEmpty()) {
            throw invalid("container id cannot be empty");
        }
        boolean traversal = id.equals(".") || id.equals("..");
        if (traversal || !PATTERN.matcher(id).matches()) {
            throw invalid(
                    "invalid container id format: \""
                            + id
                            + "\" (letters, digits, _ + - . are allowed)");
        }
        if (id.length() > MAX_LENGTH) {
            throw invalid("invalid container id format: longer than " + MAX_LENGTH + " characters");
        }
        return id;
    }

    /** Whether a container can have this id. */
    static boolean isValid(String id) {
        return PATTERN.matcher(id).matches()
                && !id.equals(".")
                && !id.equals("..")
                && id.length() <= MAX_LENGTH;
    }

    private static StoreException invalid(String message) {
        return new StoreException(StoreException.Kind.INVALID_ID, message, null);
    }
}
