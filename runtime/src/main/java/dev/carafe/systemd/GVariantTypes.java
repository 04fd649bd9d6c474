package dev.carafe.systemd;

/** D-Bus types, as far as properties of units have them: no variants, and no dictionaries. */
final class GVariantTypes {
    private static final String NUMBERS = "ynqiuxtd";
    private static final String BASIC = "bso" + NUMBERS;

    private GVariantTypes() {}

    /** Whether it is one whole type. */
    static boolean isType(String signature) {
        return end(signature, 0) == signature.length();
    }

    static boolean isNumber(String signature) {
        return signature.length() == 1 && NUMBERS.contains(signature);
    }

    /** Where the type ends that begins here; -1 when there is none. */
    static int end(String signature, int begin) {
        if (begin >= signature.length()) {
            return -1;
        }
        char c = signature.charAt(begin);
        if (c == 'a') {
            return end(signature, begin + 1);
        }
        if (c != '(') {
            return BASIC.indexOf(c) < 0 ? -1 : begin + 1;
        }
        int at = begin + 1;
        while (at > 0 && at < signature.length() && signature.charAt(at) != ')') {
            at = end(signature, at);
        }
        return at > begin + 1 && at < signature.length() ? at + 1 : -1;
    }
}
