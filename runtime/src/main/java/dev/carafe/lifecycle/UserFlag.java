package dev.carafe.lifecycle;

import java.util.Optional;

/**
 * {@code --user UID[:GID]}. Nothing but whole numbers is taken, and all of the text: a runtime that
 * read what it did not understand as 0 ran {@code -u 1} as root (CVE-2026-30892).
 *
 * @param uid user id in the container
 * @param gid group id in the container; empty: as config.json has it
 */
public record UserFlag(long uid, Optional<Long> gid) {
    /** 2^32 - 1 is no id, but "leave it as it is": setresuid(2). */
    private static final long MAX_ID = 0xfffffffeL;

    private static final int MAX_DIGITS = 10;

    /**
     * Parses the flag's value.
     *
     * @throws RequestException when it is anything else
     */
    public static UserFlag parse(String text) {
        int colon = text.indexOf(':');
        String uid = colon < 0 ? text : text.substring(0, colon);
        return new UserFlag(
                id("--user", uid, text),
                colon < 0
                        ? Optional.empty()
                        : Optional.of(id("--user", text.substring(colon + 1), text)));
    }

    /**
     * Parses one id.
     *
     * @param flag whose value it is of
     * @param text the whole value, for the message
     * @throws RequestException when it is anything but an id
     */
    public static long id(String flag, String digits, String text) {
        boolean isNumber =
                !digits.isEmpty()
                        && digits.length() <= MAX_DIGITS
                        && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!isNumber || Long.parseLong(digits) > MAX_ID) {
            throw new RequestException(
                    "%s %s: \"%s\" is not an id: a number from 0 to %d is due"
                            .formatted(flag, text, digits, MAX_ID));
        }
        return Long.parseLong(digits);
    }
}
