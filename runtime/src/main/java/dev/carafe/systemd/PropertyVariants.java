package dev.carafe.systemd;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.types.UInt16;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.UInt64;
import org.freedesktop.dbus.types.Variant;

/** Unit properties as they go over the bus. */
final class PropertyVariants {
    private PropertyVariants() {}

    /** For {@code a(sv)}. */
    static List<Object[]> of(List<UnitProperty> properties) {
        return properties.stream().map(p -> new Object[] {p.name(), variant(p.value())}).toList();
    }

    private static Variant<?> variant(UnitProperty.Value value) {
        return switch (value) {
            case UnitProperty.Text text -> new Variant<>(text.text(), "s");
            case UnitProperty.Texts texts -> new Variant<>(texts.texts(), "as");
            case UnitProperty.Flag flag -> new Variant<>(flag.flag(), "b");
            case UnitProperty.Unsigned number -> new Variant<>(unsigned(number.number()), "t");
            case UnitProperty.Pids pids ->
                    new Variant<>(pids.pids().stream().map(UInt32::new).toList(), "au");
            case UnitProperty.Bits bits -> new Variant<>(bytes(bits.bytes()), "ay");
            case UnitProperty.Devices devices ->
                    new Variant<>(
                            devices.devices().stream()
                                    .map(d -> new Object[] {d.specifier(), d.access()})
                                    .toList(),
                            "a(ss)");
            case UnitProperty.Amounts amounts ->
                    new Variant<>(
                            amounts.amounts().stream()
                                    .map(a -> new Object[] {a.device(), unsigned(a.amount())})
                                    .toList(),
                            "a(st)");
            case UnitProperty.Given given ->
                    new Variant<>(plain(given.variant()), given.variant().signature());
        };
    }

    private static UInt64 unsigned(long number) {
        return new UInt64(new BigInteger(Long.toUnsignedString(number)));
    }

    /** In dbus-java's types. */
    private static Object plain(GVariant variant) {
        return switch (variant.value()) {
            case BigInteger number -> integer(variant.signature(), number);
            case List<?> elements -> elements(variant.signature(), elements);
            case String path when variant.signature().equals("o") -> new DBusPath(path);
            case Object value -> value;
        };
    }

    private static Object elements(String signature, List<?> elements) {
        List<Object> values = new ArrayList<>();
        for (Object element : elements) {
            values.add(plain((GVariant) element));
        }
        if (signature.equals("ay")) {
            return bytes(values.stream().map(Byte.class::cast).toList());
        }
        return signature.startsWith("(") ? values.toArray() : values;
    }

    private static Object integer(String signature, BigInteger number) {
        return switch (signature.charAt(0)) {
            case 'y' -> number.byteValue();
            case 'n' -> number.shortValueExact();
            case 'q' -> new UInt16(number.intValueExact());
            case 'i' -> number.intValueExact();
            case 'u' -> new UInt32(number.longValueExact());
            case 'x' -> number.longValueExact();
            case 't' -> new UInt64(number);
            default -> throw new IllegalArgumentException("no integer's type: " + signature);
        };
    }

    private static byte[] bytes(List<Byte> list) {
        byte[] bytes = new byte[list.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = list.get(i);
        }
        return bytes;
    }
}
