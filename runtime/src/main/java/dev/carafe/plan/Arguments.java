package dev.carafe.plan;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Takes an operation's arguments one by one: what encodes them and what prints them. The names are
 * for people.
 */
public interface Arguments {
    /** An unsigned 32-bit number ({@code u}). */
    Arguments number(String name, int value);

    /** A signed 32-bit number ({@code i}). */
    Arguments signed(String name, int value);

    /** File permission bits ({@code u}). */
    Arguments mode(String name, int bits);

    /** A slot, or {@link Program#NO_SLOT} ({@code u}). */
    Arguments slot(String name, int slot);

    /** A device node's type, a character ({@code u}). */
    Arguments character(String name, char value);

    /** Flags of 32 bits ({@code u}). */
    Arguments flags(String name, FlagNames names, int flags);

    /** An unsigned 64-bit number ({@code q}). */
    Arguments longNumber(String name, long value);

    /** Flags of 64 bits ({@code q}). */
    Arguments longFlags(String name, FlagNames names, long flags);

    /** A string ({@code s}). */
    Arguments text(String name, String value);

    /**
     * Bytes ({@code b}).
     *
     * @param summary what people see of them
     */
    Arguments bytes(String name, ByteBuffer value, String summary);

    /** A list of strings ({@code l}). */
    Arguments texts(String name, List<String> values);

    /** A list of unsigned 32-bit numbers ({@code n}). */
    Arguments numbers(String name, List<Integer> values);
}
