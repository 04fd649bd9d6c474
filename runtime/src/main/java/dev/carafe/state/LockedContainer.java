package dev.carafe.state;

import dev.carafe.linux.LockedFile;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A container's directory for as long as the caller alone may change it; closing unlocks it. */
public final class LockedContainer implements AutoCloseable {
    private final ContainerDirectory directory;
    private final LockedFile lock;

    LockedContainer(ContainerDirectory directory, LockedFile lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** The directory, for reading. */
    public ContainerDirectory directory() {
        return directory;
    }

    /**
     * Writes state.json, which commits a create: the container exists from the rename on.
     *
     * @throws StoreException {@code IO}
     */
    public void save(StoredContainer container) {
        AtomicFile.write(directory.stateFile(), StateJson.write(container));
    }

    /**
     * Does of a commit what nobody heeds before it, while there is time for it: writes the state
     * beside state.json, and what a client needs to do without an engine, until the next intent is
     * written; not, when that is too long.
     *
     * @throws StoreException {@code IO}
     */
    public void prepare(StoredContainer container, Shortcut shortcut) {
        AtomicFile.prepare(directory.stateFile(), StateJson.write(container));
        List<byte[]> line = ShortcutLine.of(shortcut).stream().toList();
        if (!line.isEmpty()) {
            AtomicFile.appendLines(directory.journal(), line);
        }
    }

    /**
     * Commits what was prepared: the container exists from here on.
     *
     * @throws StoreException {@code IO}
     */
    public void commit() {
        AtomicFile.replace(directory.stateFile());
    }

    /**
     * Writes an intent record, which replaces the one before.
     *
     * @throws StoreException {@code IO}
     */
    public void intend(Intent intent) {
        AtomicFile.appendLines(directory.journal(), List.of(IntentJson.write(intent)));
    }

    /**
     * As {@link #intend}, and keeps config.json.
     *
     * @param config as it was written
     * @throws StoreException {@code IO}
     */
    public void intend(Intent intent, byte[] config) {
        List<byte[]> lines = new ArrayList<>();
        ConfigLine.of(config).ifPresent(lines::add);
        lines.add(IntentJson.write(intent));
        AtomicFile.appendLines(directory.journal(), lines);
    }

    /**
     * As {@link #intend}, for a container that goes: where the disk is full, the record takes the
     * place of config.json, which nobody needs any more.
     *
     * @throws StoreException {@code IO}, also when the disk is full and there is no such place
     */
    public void intendDelete(Intent intent) {
        try {
            intend(intent);
        } catch (StoreException e) {
            if (!e.isForLackOfSpace()) {
                throw e;
            }
            try {
                AtomicFile.replaceLines(directory.journal(), IntentJson.write(intent));
            } catch (StoreException again) {
                e.addSuppressed(again);
                throw e;
            }
        }
    }

    /**
     * Takes back the last record if it is of such an action, which is complete or undone: what was
     * said before it holds again. It is one call of the kernel, so that no reader finds half of it.
     *
     * @throws StoreException {@code CORRUPT}, {@code IO}
     */
    public void withdraw(Intent.Action action) {
        if (directory.lastIntent().filter(last -> last.action() == action).isPresent()) {
            AtomicFile.dropLastLine(directory.journal());
        }
    }

    /**
     * Whether an earlier command left this behind: it has not committed its create, or not finished
     * what it did to the container, and its client is gone. With the lock held, a directory without
     * any record is one whose maker died just after making it.
     *
     * @throws StoreException {@code CORRUPT}, {@code IO}
     */
    public boolean isAbandoned() {
        return directory
                .intent()
                .map(Intent::isAbandoned)
                .orElseGet(() -> !Files.exists(directory.stateFile()));
    }

    /** Whether nobody has written a record yet: the directory is there for the first to lock it. */
    boolean isUnclaimed() {
        return directory.lastIntent().isEmpty() && !Files.exists(directory.stateFile());
    }

    /**
     * Removes the directory with all that is in it; absent is fine. The journal, with intent and
     * lock, goes last, so that another command can finish where this one is killed.
     *
     * @throws StoreException {@code IO}
     */
    public void remove() {
        for (Path file : contents(directory.path())) {
            if (file.equals(directory.notifyDirectory())) {
                contents(file).forEach(LockedContainer::delete);
            }
            if (!file.equals(directory.journal())) {
                delete(file);
            }
        }
        delete(directory.journal());
        removeEmptied();
    }

    /** Without the journal nobody is kept out: somebody may already have begun anew in it. */
    private void removeEmptied() {
        try {
            Files.deleteIfExists(directory.path());
        } catch (DirectoryNotEmptyException e) {
            return;
        } catch (IOException e) {
            throw AtomicFile.failure("remove", directory.path(), e);
        }
    }

    private static List<Path> contents(Path directory) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(files::add);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw AtomicFile.failure("list", directory, e);
        }
        return files;
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw AtomicFile.failure("remove", path, e);
        }
    }

    @Override
    public void close() {
        lock.close();
    }
}
