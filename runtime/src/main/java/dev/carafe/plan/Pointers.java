package dev.carafe.plan;

/** JSON pointers into config.json; RFC 6901. */
final class Pointers {
    private Pointers() {}

    /** The pointer of an entry of an array. */
    static String at(String array, int index) {
        return array + "/" + index;
    }

    /** The pointer of a property whose name is data. */
    static String at(String object, String name) {
        return object + "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
