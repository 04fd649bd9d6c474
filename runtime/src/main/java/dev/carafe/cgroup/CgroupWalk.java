package dev.carafe.cgroup;

import dev.carafe.linux.Errno;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A place in a tree of cgroups, which goes down to a group and up again.
 *
 * <p>A container can make groups that are deeper than a path may be long, and than the stack of a
 * thread: so the place is a descriptor, each step is relative to it, and only names are kept.
 */
final class CgroupWalk implements AutoCloseable {
    private static final Path SELF = Path.of(".");
    private static final Path ABOVE = Path.of("..");
    private static final long FIRST_PAUSE_NANOS = 200_000;
    private static final long LONGEST_PAUSE_NANOS = 20_000_000;

    private SecureDirectoryStream<Path> place;

    /** What is done with a group. */
    interface Visitor {
        /**
         * Visits a group.
         *
         * @param group its files are opened relative to it
         */
        void visit(SecureDirectoryStream<Path> group) throws IOException;
    }

    private CgroupWalk(SecureDirectoryStream<Path> place) {
        this.place = place;
    }

    /** Visits all groups below a directory, each before those below it; none when it is gone. */
    static void below(Path directory, Visitor visitor) {
        try (CgroupWalk walk = new CgroupWalk(open(directory))) {
            walk.visitBelow(visitor);
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw CgroupException.call("", "list", directory, CgroupFiles.errno(e), e);
        }
    }

    /**
     * Removes all groups below a directory, deepest first.
     *
     * @param deadlineNanos until when to wait for processes that are dying, on the clock of {@link
     *     System#nanoTime}
     */
    static void removeBelow(Path directory, long deadlineNanos) {
        try (CgroupWalk walk = new CgroupWalk(open(directory))) {
            walk.removeBelow(deadlineNanos);
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw CgroupException.call("", "rmdir", directory, CgroupFiles.errno(e), e);
        }
    }

    /** On Linux every stream is a secure one. The walk that it is opened for closes it. */
    @SuppressWarnings("StreamResourceLeak")
    private static SecureDirectoryStream<Path> open(Path directory) throws IOException {
        return (SecureDirectoryStream<Path>) Files.newDirectoryStream(directory);
    }

    private void visitBelow(Visitor visitor) throws IOException {
        Deque<Iterator<Path>> left = new ArrayDeque<>();
        left.push(children().iterator());
        while (true) {
            Iterator<Path> names = left.element();
            if (names.hasNext()) {
                if (isEntered(names.next())) {
                    visitHere(visitor);
                    left.push(children().iterator());
                }
            } else {
                left.pop();
                if (left.isEmpty()) {
                    return;
                }
                move(ABOVE);
            }
        }
    }

    private void visitHere(Visitor visitor) throws IOException {
        try {
            visitor.visit(place);
        } catch (IOException e) {
            ignoreIfGone(e);
        }
    }

    private void removeBelow(long deadlineNanos) throws IOException {
        Deque<Path> names = new ArrayDeque<>();
        long pause = FIRST_PAUSE_NANOS;
        while (true) {
            Optional<Path> child = firstChild();
            if (child.isPresent()) {
                if (isEntered(child.get())) {
                    names.push(child.get());
                }
            } else if (names.isEmpty()) {
                return;
            } else {
                move(ABOVE);
                // A group that is busy is found again, with what came to be below it.
                if (!isRemoved(names.pop(), deadlineNanos)) {
                    LockSupport.parkNanos(pause);
                    pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
                }
            }
        }
    }

    private boolean isRemoved(Path name, long deadlineNanos) throws IOException {
        try {
            place.deleteDirectory(name);
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            if (CgroupFiles.errno(e) != Errno.EBUSY || System.nanoTime() - deadlineNanos >= 0) {
                throw e;
            }
            return false;
        }
        return true;
    }

    /** The names of the groups right below; none when this one is gone. */
    private List<Path> children() throws IOException {
        List<Path> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = place.newDirectoryStream(SELF)) {
            for (Path entry : entries) {
                Path name = entry.getFileName();
                if (name != null && isDirectory(name)) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return names;
    }

    /** One group right below; read no further than to it, since a group may have thousands. */
    private Optional<Path> firstChild() throws IOException {
        try (DirectoryStream<Path> entries = place.newDirectoryStream(SELF)) {
            for (Path entry : entries) {
                Path name = entry.getFileName();
                if (name != null && isDirectory(name)) {
                    return Optional.of(name);
                }
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private boolean isDirectory(Path name) throws IOException {
        try {
            return place.getFileAttributeView(
                            name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes()
                    .isDirectory();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Goes down; false when the group is gone. */
    private boolean isEntered(Path name) throws IOException {
        try {
            move(name);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void move(Path to) throws IOException {
        SecureDirectoryStream<Path> next = place.newDirectoryStream(to, LinkOption.NOFOLLOW_LINKS);
        try {
            place.close();
        } finally {
            place = next;
        }
    }

    private static void ignoreIfGone(IOException e) throws IOException {
        Errno errno = CgroupFiles.errno(e);
        if (errno != Errno.ENOENT && errno != Errno.ENODEV) {
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        place.close();
    }
}
