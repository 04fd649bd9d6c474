package dev.carafe.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Where a path of a container leads to, by its symbolic links, below a root. It is for names alone:
 * whoever opens something does it by descriptor.
 */
final class ContainerRoot {
    private static final int MAX_LINKS = 40;

    private ContainerRoot() {}

    /** The absolute path in the container that has no links in it; what is absent is no link. */
    static String resolve(Path root, String path) {
        Deque<String> left = new ArrayDeque<>(List.of(path.split("/", -1)));
        Path at = Path.of("/");
        int links = 0;
        while (!left.isEmpty()) {
            String name = left.pop();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                at = at.getParent() == null ? at : at.getParent();
                continue;
            }
            Path next = at.resolve(name);
            Path there = root.resolve("." + next);
            if (!Files.isSymbolicLink(there) || ++links > MAX_LINKS) {
                at = next;
                continue;
            }
            String content = content(there);
            String[] names = content.split("/", -1);
            for (int i = names.length - 1; i >= 0; i--) {
                left.push(names[i]);
            }
            at = content.startsWith("/") ? Path.of("/") : at;
        }
        return at.toString();
    }

    private static String content(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
