package dev.carafe.plan;

/** Operations on labels of Linux security modules. */
public sealed interface LabelOperation extends Operation {
    /** Writes to a file of {@code /proc/self/attr}. */
    record SetSecurityAttribute(String file, String value) implements LabelOperation {
        @Override
        public OperationType type() {
            return OperationType.SET_SECURITY_ATTRIBUTE;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.text("file", file).text("value", value);
        }
    }

    /** Labels the root of a new mount. */
    record LabelMount(int slot, String context) implements LabelOperation {
        @Override
        public OperationType type() {
            return OperationType.LABEL_MOUNT;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.slot("slot", slot).text("context", context);
        }
    }

    /** Gives the empty directory that covers masked ones a label. */
    record SetCoverLabel(String context) implements LabelOperation {
        @Override
        public OperationType type() {
            return OperationType.SET_COVER_LABEL;
        }

        @Override
        public void describe(Arguments arguments) {
            arguments.text("context", context);
        }
    }
}
