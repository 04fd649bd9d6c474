package dev.carafe.spec;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The capability sets of a process; config.md, "Linux Process" and capabilities(7).
 *
 * <p>Names stay as they were written, since those that nobody knows are warned about, not refused;
 * {@link Capability#maskOf} turns a list into bits.
 *
 * @param bounding names in the bounding set
 * @param effective names in the effective set
 * @param inheritable names in the inheritable set
 * @param permitted names in the permitted set
 * @param ambient names in the ambient set
 */
public record Capabilities(
        List<String> bounding,
        List<String> effective,
        List<String> inheritable,
        List<String> permitted,
        List<String> ambient) {
    public Capabilities {
        bounding = List.copyOf(bounding);
        effective = List.copyOf(effective);
        inheritable = List.copyOf(inheritable);
        permitted = List.copyOf(permitted);
        ambient = List.copyOf(ambient);
    }

    /** The names, in all sets, that are not a capability that carafe knows. */
    public Set<String> unknown() {
        Set<String> unknown = new TreeSet<>();
        Stream.of(bounding, effective, inheritable, permitted, ambient)
                .flatMap(List::stream)
                .filter(name -> Capability.find(name).isEmpty())
                .forEach(unknown::add);
        return unknown;
    }
}
