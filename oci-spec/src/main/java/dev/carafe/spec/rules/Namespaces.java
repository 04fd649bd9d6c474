package dev.carafe.spec.rules;

import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.tree.At;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The namespaces that a container does not share with the runtime. */
final class Namespaces {

    private final Map<String, At> byType = new HashMap<>();

    private Namespaces() {}

    /** Reads {@code linux.namespaces}; a type that is listed twice is a problem. */
    static Namespaces of(At linux, Consumer<Problem> problems) {
        Namespaces namespaces = new Namespaces();
        for (At entry : linux.get("namespaces").items()) {
            String type = entry.get("type").text();
            At first = namespaces.byType.putIfAbsent(type, entry);
            if (first != null && !type.isEmpty()) {
                problems.accept(
                        entry.get("type")
                                .problem(
                                        "is a second "
                                                + type
                                                + " namespace, see "
                                                + first.pointer()));
            }
        }
        return namespaces;
    }

    /** Whether the container has its own, made or joined. */
    boolean has(NamespaceType type) {
        return byType.containsKey(type.json());
    }

    /** Whether the container joins one by path. */
    boolean joins(NamespaceType type) {
        At entry = byType.get(type.json());
        return entry != null && !entry.get("path").text().isEmpty();
    }

    /** Whether one is made for the container. */
    boolean makes(NamespaceType type) {
        return has(type) && !joins(type);
    }
}
