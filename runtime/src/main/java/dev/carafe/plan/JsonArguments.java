package dev.carafe.plan;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps arguments as JSON values by their names. */
final class JsonArguments implements Arguments {
    private final Map<String, Object> values = new LinkedHashMap<>();

    Map<String, Object> values() {
        return values;
    }

    /** A map that keeps the order of its two entries and takes more. */
    static Map<String, Object> ordered(
            String firstName, Object first, String secondName, Object second) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(firstName, first);
        map.put(secondName, second);
        return map;
    }

    private Arguments add(String name, Object value) {
        values.put(name, value);
        return this;
    }

    @Override
    public Arguments number(String name, int value) {
        return add(name, Integer.toUnsignedLong(value));
    }

    @Override
    public Arguments signed(String name, int value) {
        return add(name, value);
    }

    @Override
    public Arguments mode(String name, int bits) {
        return add(name, String.format("%04o", bits));
    }

    @Override
    public Arguments slot(String name, int slot) {
        return add(name, slot);
    }

    @Override
    public Arguments character(String name, char value) {
        return add(name, String.valueOf(value));
    }

    @Override
    public Arguments flags(String name, FlagNames names, int flags) {
        return longFlags(name, names, Integer.toUnsignedLong(flags));
    }

    @Override
    public Arguments longNumber(String name, long value) {
        return add(name, value == -1 ? "unlimited" : (Object) value);
    }

    @Override
    public Arguments longFlags(String name, FlagNames names, long flags) {
        return add(name, flags == 0 ? List.of() : List.of(names.format(flags).split(",", -1)));
    }

    @Override
    public Arguments text(String name, String value) {
        return add(name, value);
    }

    @Override
    public Arguments bytes(String name, ByteBuffer value, String summary) {
        return add(name, summary);
    }

    @Override
    public Arguments texts(String name, List<String> texts) {
        return add(name, texts);
    }

    @Override
    public Arguments numbers(String name, List<Integer> numbers) {
        return add(name, numbers.stream().map(Integer::toUnsignedLong).toList());
    }
}
