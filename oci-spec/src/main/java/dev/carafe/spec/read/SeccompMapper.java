package dev.carafe.spec.read;

import static dev.carafe.spec.read.Fields.integerOrZero;
import static dev.carafe.spec.read.Fields.list;
import static dev.carafe.spec.read.Fields.number;
import static dev.carafe.spec.read.Fields.numberOrZero;
import static dev.carafe.spec.read.Fields.text;
import static dev.carafe.spec.read.Fields.textOrEmpty;
import static dev.carafe.spec.read.Fields.texts;

import dev.carafe.spec.seccomp.Seccomp;
import dev.carafe.spec.seccomp.SeccompArgument;
import dev.carafe.spec.seccomp.SeccompRule;
import tools.jackson.databind.JsonNode;

/** From a valid tree to a {@link Seccomp} section. */
final class SeccompMapper {

    private SeccompMapper() {}

    static Seccomp seccomp(JsonNode node) {
        return new Seccomp(
                textOrEmpty(node, "defaultAction"),
                number(node, "defaultErrnoRet"),
                texts(node, "architectures"),
                node.path("flags").isArray() ? texts(node, "flags") : null,
                text(node, "listenerPath"),
                text(node, "listenerMetadata"),
                list(node, "syscalls", SeccompMapper::rule));
    }

    private static SeccompRule rule(JsonNode node) {
        return new SeccompRule(
                texts(node, "names"),
                textOrEmpty(node, "action"),
                number(node, "errnoRet"),
                list(node, "args", SeccompMapper::argument));
    }

    private static SeccompArgument argument(JsonNode node) {
        return new SeccompArgument(
                integerOrZero(node, "index"),
                numberOrZero(node, "value"),
                numberOrZero(node, "valueTwo"),
                textOrEmpty(node, "op"));
    }
}
