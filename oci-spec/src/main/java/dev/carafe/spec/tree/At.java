package dev.carafe.spec.tree;

import dev.carafe.spec.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/**
 * A place in a JSON tree that need not exist, with its pointer.
 *
 * <p>Rules look at trees rather than records, so that they can run, and report, beside a schema
 * that has found something else wrong. What has the wrong type counts as absent here: the schema
 * has told.
 *
 * @param node the value; a missing node where there is none
 * @param pointer JSON pointer of the place
 */
public record At(JsonNode node, String pointer) {

    /** The whole document. */
    public static At root(JsonNode tree) {
        return new At(tree, "");
    }

    /** A property of this object. */
    public At get(String property) {
        return new At(node.path(property), pointer + "/" + escape(property));
    }

    /** The entries of this list; none when it is not one. */
    public List<At> items() {
        List<At> items = new ArrayList<>();
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                items.add(new At(node.path(i), pointer + "/" + i));
            }
        }
        return items;
    }

    /** The properties of this object; none when it is not one. */
    public List<At> properties() {
        List<At> properties = new ArrayList<>();
        if (node.isObject()) {
            node.propertyNames().forEach(name -> properties.add(get(name)));
        }
        return properties;
    }

    /** Whether there is a value, of whatever type. */
    public boolean exists() {
        return !node.isMissingNode();
    }

    /** The text here; empty when there is none, since absent and empty mean the same. */
    public String text() {
        return node.isString() ? node.stringValue() : "";
    }

    /** The whole number here that fits into 64 signed bits. */
    public OptionalLong number() {
        return node.isIntegralNumber() && node.canConvertToLong()
                ? OptionalLong.of(node.longValue())
                : OptionalLong.empty();
    }

    /** The last part of the pointer, as it was before escaping. */
    public String name() {
        String last = pointer.substring(pointer.lastIndexOf('/') + 1);
        return last.replace("~1", "/").replace("~0", "~");
    }

    /** A problem with this place. */
    public Problem problem(String message) {
        return new Problem(pointer, message);
    }

    /** A property's name as a part of a JSON pointer (RFC 6901). */
    public static String escape(String name) {
        return name.indexOf('~') < 0 && name.indexOf('/') < 0
                ? name
                : name.replace("~", "~0").replace("/", "~1");
    }
}
