package dev.carafe.systemd;

import java.math.BigInteger;
import java.util.List;
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
            case UnitProperty.Unsigned number ->
                    new Variant<>(
                            new UInt64(new BigInteger(Long.toUnsignedString(number.number()))),
                            "t");
            case UnitProperty.Pids pids ->
                    new Variant<>(pids.pids().stream().map(UInt32::new).toList(), "au");
            case UnitProperty.Bits bits -> new Variant<>(bytes(bits.bytes()), "ay");
            case UnitProperty.Devices devices ->
                    new Variant<>(
                            devices.devices().stream()
                                    .map(d -> new Object[] {d.specifier(), d.access()})
                                    .toList(),
                            "a(ss)");
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
