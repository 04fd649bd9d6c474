package dev.carafe.plan;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths in the container, compared by their text alone: links are the kernel's to follow. */
final class ContainerPath {
    private ContainerPath() {}

    /** Absolute, without empty, {@code .} and {@code ..} elements; {@code /} for the root. */
    static String clean(String path) {
        Deque<String> elements = new ArrayDeque<>();
        for (String element : path.split("/", -1)) {
            if (element.equals("..")) {
                elements.pollLast();
            } else if (!element.isEmpty() && !element.equals(".")) {
                elements.addLast(element);
            }
        }
        return "/" + String.join("/", elements);
    }

    /** The path itself with a slash before it where there is none. */
    static String absolute(String path) {
        return path.startsWith("/") ? path : "/" + path;
    }

    /** Whether the clean path is below the clean directory. */
    static boolean isBelow(String path, String directory) {
        return path.startsWith(directory + "/");
    }
}
