package dev.carafe.systemd;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value as it is written, whose type may depend on what is around it. */
sealed interface GVariantNode {
    /** Where it begins, from 0. */
    int at();

    /** {@code true} or {@code false}. */
    record Truth(boolean value, int at) implements GVariantNode {}

    /**
     * A number.
     *
     * @param type what the text says that it is; null where it does not
     */
    record Numeral(String literal, @Nullable Character type, int at) implements GVariantNode {
        boolean isFraction() {
            return !literal.contains("0x") && literal.chars().anyMatch(c -> ".eE".indexOf(c) >= 0);
        }
    }

    /** A text, or with {@code o} an object's path. */
    record Text(String text, char type, int at) implements GVariantNode {}

    /**
     * An array.
     *
     * @param type what the text says that it is, such as {@code as}; null where it does not
     */
    record Array(List<GVariantNode> elements, @Nullable String type, int at)
            implements GVariantNode {
        public Array {
            elements = List.copyOf(elements);
        }
    }

    /**
     * A tuple.
     *
     * @param type what the text says that it is, such as {@code (ss)}; null where it does not
     */
    record Tuple(List<GVariantNode> members, @Nullable String type, int at)
            implements GVariantNode {
        public Tuple {
            members = List.copyOf(members);
        }
    }
}
