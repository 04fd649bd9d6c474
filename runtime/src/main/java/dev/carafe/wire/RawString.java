package dev.carafe.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Strings that keep bytes which are not UTF-8: arguments, environments and paths are bytes to the
 * kernel, and go back to it as they came.
 *
 * <p>A byte {@code 0xNN} that is no part of valid UTF-8 becomes the lone surrogate {@code U+DCNN},
 * which no valid UTF-8 decodes to, and becomes that byte again (<a
 * href="https://peps.python.org/pep-0383/">PEP 383</a>). Only bytes from 0x80 are ever escaped, so
 * no string can smuggle in a NUL or a slash.
 */
public final class RawString {
    private static final char ESCAPE_BASE = '\uDC00';
    private static final char FIRST_ESCAPE = '\uDC80';
    private static final char LAST_ESCAPE = '\uDCFF';

    private RawString() {}

    /** The string that stands for these bytes. */
    public static String decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        // Malformed bytes, and nothing else but itself, decode to U+FFFD.
        return text.indexOf('\uFFFD') < 0 ? text : decodeEscaping(bytes);
    }

    private static String decodeEscaping(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        StringBuilder text = new StringBuilder(bytes.length);
        CharBuffer valid = CharBuffer.allocate(bytes.length);
        while (in.hasRemaining()) {
            CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
            int start = in.position();
            CoderResult malformed = decoder.decode(in, valid.clear(), true);
            text.append(new String(bytes, start, in.position() - start, StandardCharsets.UTF_8));
            if (malformed.isError()) {
                for (int i = 0; i < malformed.length(); i++) {
                    text.append((char) (ESCAPE_BASE + (in.get() & 0xff)));
                }
            }
        }
        return text.toString();
    }

    /** The bytes that a string stands for; a surrogate that stands for none becomes U+FFFD. */
    public static byte[] encode(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            return encodeEscaping(text);
        }
    }

    private static byte[] encodeEscaping(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() * 2);
        text.codePoints()
                .forEach(c -> {
                    if (c >= FIRST_ESCAPE && c <= LAST_ESCAPE) {
                        out.write(c - ESCAPE_BASE);
                    } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                        out.writeBytes("\uFFFD".getBytes(StandardCharsets.UTF_8));
                    } else {
                        out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
                    }
                });
        return out.toByteArray();
    }
}
