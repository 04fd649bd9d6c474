package dev.carafe.systemd;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A property of a unit, by the name and type that it has on the bus; <a
 * href="https://www.freedesktop.org/software/systemd/man/latest/systemd.resource-control.html">
 * systemd.resource-control(5)</a>.
 */
public record UnitProperty(String name, Value value) {
    /** {@code infinity}: no limit. */
    public static final long INFINITY = -1;

    public UnitProperty {
        requireNonNull(name, "name is null");
        requireNonNull(value, "value is null");
    }

    public static UnitProperty text(String name, String text) {
        return new UnitProperty(name, new Text(text));
    }

    public static UnitProperty texts(String name, List<String> texts) {
        return new UnitProperty(name, new Texts(texts));
    }

    public static UnitProperty flag(String name, boolean flag) {
        return new UnitProperty(name, new Flag(flag));
    }

    /** An unsigned number. */
    public static UnitProperty number(String name, long number) {
        return new UnitProperty(name, new Unsigned(number));
    }

    /** A property's value, in the types that properties of control groups have. */
    public sealed interface Value {}

    /** A string, {@code s}. */
    public record Text(String text) implements Value {}

    /** Strings, {@code as}. */
    public record Texts(List<String> texts) implements Value {
        public Texts {
            texts = List.copyOf(texts);
        }
    }

    /** A boolean, {@code b}. */
    public record Flag(boolean flag) implements Value {}

    /** An unsigned number of 64 bits, {@code t}. */
    public record Unsigned(long number) implements Value {}

    /** Processes, {@code au}. */
    public record Pids(List<Integer> pids) implements Value {
        public Pids {
            pids = List.copyOf(pids);
        }
    }

    /** A bit set, {@code ay}: bit 0 of byte 0 is the first. */
    public record Bits(List<Byte> bytes) implements Value {
        public Bits {
            bytes = List.copyOf(bytes);
        }
    }

    /** Devices with what may be done to them, {@code a(ss)}. */
    public record Devices(List<Device> devices) implements Value {
        public Devices {
            devices = List.copyOf(devices);
        }
    }

    /** An amount for each of some devices, {@code a(st)}. */
    public record Amounts(List<Amount> amounts) implements Value {
        public Amounts {
            amounts = List.copyOf(amounts);
        }
    }

    /** A value of any type, as somebody else gave it. */
    public record Given(GVariant variant) implements Value {}

    /**
     * One or many devices.
     *
     * @param specifier path of a node, or {@code char-} or {@code block-} with a major number's
     *     name
     * @param access some of {@code rwm}
     */
    public record Device(String specifier, String access) {}

    /**
     * What one device has.
     *
     * @param device path of its node, which need not exist when it is {@code
     *     /dev/block/MAJOR:MINOR}
     * @param amount a weight, or bytes, operations or microseconds; unsigned
     */
    public record Amount(String device, long amount) {}
}
