package dev.carafe.check;

import dev.carafe.spec.Mount;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The file system as the container is going to see it, as far as it can be told from outside: the
 * root filesystem with what bind mounts put over it. Links are followed inside of it, as init does.
 */
final class ContainerTree {
    /** As many as the kernel follows; path_resolution(7). */
    private static final int MAX_LINKS = 40;

    private final Path rootfs;
    private final Path bundle;
    private final List<Mount> mounts;

    ContainerTree(Path rootfs, Path bundle, List<Mount> mounts) {
        this.rootfs = rootfs;
        this.bundle = bundle;
        this.mounts = List.copyOf(mounts);
    }

    /** What is at a path of the container. */
    sealed interface Place {
        /** A file of the host. */
        record There(Path file) implements Place {}

        /** Nothing is. */
        record Absent() implements Place {}

        /** A mount is over it whose content is not known before it is made. */
        record Covered(String destination) implements Place {}

        /** The caller may not look. */
        record Hidden() implements Place {}
    }

    /** Finds a file; an absolute path of the container. */
    Place find(String path) {
        Deque<String> ahead = new ArrayDeque<>(words(path));
        Deque<String> behind = new ArrayDeque<>();
        int links = 0;
        while (!ahead.isEmpty()) {
            String name = ahead.pop();
            if (name.equals("..")) {
                behind.pollLast();
                continue;
            }
            behind.addLast(name);
            Place place = at(behind);
            if (place instanceof Place.Covered) {
                continue; // another mount may be further down
            }
            if (!(place instanceof Place.There(Path file))) {
                return place;
            }
            if (!Files.isSymbolicLink(file)) {
                continue;
            }
            if (++links > MAX_LINKS) {
                return new Place.Absent();
            }
            behind.pollLast();
            String target = target(file);
            if (target.startsWith("/")) {
                behind.clear();
            }
            words(target).reversed().forEach(ahead::push);
        }
        return at(behind);
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // it went away: what is above it is found instead
        }
    }

    private static List<String> words(String path) {
        return Arrays.stream(path.split("/", -1))
                .filter(word -> !word.isEmpty() && !word.equals("."))
                .toList();
    }

    /** What is at a path without links, the last mount over it counting. */
    private Place at(Deque<String> words) {
        Path path = Path.of("/", words.toArray(String[]::new));
        Path base = rootfs;
        Path inner = Path.of("/").relativize(path);
        String cover = "";
        for (Mount mount : mounts) {
            Path destination = destination(mount);
            if (!path.startsWith(destination) || destination.getNameCount() == 0) {
                continue;
            }
            String source = mount.source();
            if (!mount.isBind() || source == null || source.isEmpty()) {
                cover = mount.destination();
                continue;
            }
            cover = "";
            base = followed(bundle.resolve(source));
            inner = destination.relativize(path);
        }
        return cover.isEmpty() ? look(base.resolve(inner)) : new Place.Covered(cover);
    }

    private static Path destination(Mount mount) {
        try {
            return Path.of("/").resolve(mount.destination()).normalize();
        } catch (InvalidPathException e) {
            return Path.of("/"); // told elsewhere
        }
    }

    private static Path followed(Path source) {
        try {
            return source.toRealPath();
        } catch (IOException e) {
            return source; // nothing is there, which is told elsewhere
        }
    }

    private static Place look(Path file) {
        try {
            Files.readAttributes(file, "fileKey", LinkOption.NOFOLLOW_LINKS);
            return new Place.There(file);
        } catch (AccessDeniedException e) {
            return new Place.Hidden();
        } catch (IOException e) {
            return new Place.Absent(); // or a file stands where a directory is due
        }
    }
}
