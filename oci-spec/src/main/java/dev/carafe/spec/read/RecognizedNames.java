package dev.carafe.spec.read;

import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * The names that the schema allows where config.json has a choice: what {@code features} reports is
 * what validation accepts.
 */
public final class RecognizedNames {
    private RecognizedNames() {}

    /** Of a hook's list in {@code hooks}, in the order in which they run. */
    public static List<String> hooks() {
        return List.copyOf(node("config.json", "/properties/hooks/properties").propertyNames());
    }

    /** {@code SCMP_ACT_*}. */
    public static List<String> seccompActions() {
        return choice("seccomp.json", "/$defs/action");
    }

    /** {@code SCMP_CMP_*}. */
    public static List<String> seccompOperators() {
        return choice(
                "seccomp.json", "/properties/syscalls/items/properties/args/items/properties/op");
    }

    /** {@code SCMP_ARCH_*}. */
    public static List<String> seccompArchitectures() {
        return choice("seccomp.json", "/properties/architectures/items");
    }

    /** {@code SECCOMP_FILTER_FLAG_*}. */
    public static List<String> seccompFlags() {
        return choice("seccomp.json", "/properties/flags/items");
    }

    /** {@code MPOL_*}. */
    public static List<String> memoryPolicyModes() {
        return choice("linux.json", "/properties/memoryPolicy/properties/mode");
    }

    /** {@code MPOL_F_*}. */
    public static List<String> memoryPolicyFlags() {
        return choice("linux.json", "/properties/memoryPolicy/properties/flags/items");
    }

    private static List<String> choice(String file, String pointer) {
        return StreamSupport.stream(node(file, pointer + "/enum").spliterator(), false)
                .map(JsonNode::stringValue)
                .sorted()
                .toList();
    }

    private static JsonNode node(String file, String pointer) {
        JsonNode node = SchemaDocuments.tree(SchemaDocuments.BASE + file).at(pointer);
        if (node.isMissingNode()) {
            throw new IllegalStateException("the schema " + file + " has no " + pointer);
        }
        return node;
    }
}
