package dev.carafe.plan;

import java.nio.ByteBuffer;
import java.util.List;

/** Writes arguments as {@code name=value}, so that they can be read and compared line by line. */
final class TextArguments implements Arguments {
    private final StringBuilder text;

    TextArguments(StringBuilder text) {
        this.text = text;
    }

    private Arguments add(String name, String value) {
        text.append(' ').append(name).append('=').append(value);
        return this;
    }

    @Override
    public Arguments number(String name, int value) {
        return add(name, Integer.toUnsignedString(value));
    }

    @Override
    public Arguments signed(String name, int value) {
        return add(name, Integer.toString(value));
    }

    @Override
    public Arguments mode(String name, int bits) {
        return add(name, String.format("%04o", bits));
    }

    @Override
    public Arguments slot(String name, int slot) {
        return add(name, slot == Program.NO_SLOT ? "none" : "@" + slot);
    }

    @Override
    public Arguments character(String name, char value) {
        return add(name, String.valueOf(value));
    }

    @Override
    public Arguments flags(String name, FlagNames names, int flags) {
        return add(name, names.format(Integer.toUnsignedLong(flags)));
    }

    @Override
    public Arguments longNumber(String name, long value) {
        return add(name, value == -1 ? "unlimited" : Long.toUnsignedString(value));
    }

    @Override
    public Arguments longFlags(String name, FlagNames names, long flags) {
        return add(name, names.format(flags));
    }

    @Override
    public Arguments text(String name, String value) {
        return add(name, quoted(value));
    }

    @Override
    public Arguments bytes(String name, ByteBuffer value, String summary) {
        return add(name, quoted(summary));
    }

    @Override
    public Arguments texts(String name, List<String> values) {
        return add(name, values.stream().map(TextArguments::quoted).toList().toString());
    }

    @Override
    public Arguments numbers(String name, List<Integer> values) {
        return add(name, values.stream().map(Integer::toUnsignedString).toList().toString());
    }

    private static String quoted(String value) {
        return '"' + escaped(value).replace("\"", "\\\"") + '"';
    }

    /** Without control characters, which a hostile config.json could write to a terminal. */
    static String escaped(String value) {
        StringBuilder text = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\n') {
                text.append("\\n");
            } else if (c == '\\') {
                text.append("\\\\");
            } else if (Character.isISOControl(c)) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
