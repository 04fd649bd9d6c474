package dev.carafe.state;

import dev.carafe.linux.Errno;
import dev.carafe.linux.KernelException;
import dev.carafe.linux.LockedFile;
import dev.carafe.state.StoreException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All containers under one {@code --root}: a directory for each.
 *
 * <p>Making the directory is what decides between two creates of one id. The journal inside it,
 * which is what is locked, goes with the directory, so whoever has waited for the lock looks
 * whether it is still the one at the path.
 */
public final class ContainerStore {
    private static final FileAttribute<Set<PosixFilePermission>> ROOT_MODE = mode("rwx------");

    /** As runc's: a process in the container's user namespace can pass, but not list. */
    private static final FileAttribute<Set<PosixFilePermission>> CONTAINER_MODE = mode("rwx--x--x");

    /** A clean-up that mistook a new directory for an abandoned one holds its lock very briefly. */
    private static final Duration CLAIM_PATIENCE = Duration.ofSeconds(10);

    private final Path root;

    /** The store in a directory, which is made with the first container. */
    public ContainerStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    private static FileAttribute<Set<PosixFilePermission>> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    /** The directory that holds the containers. */
    public Path root() {
        return root;
    }

    /**
     * Claims an id: makes its directory, which only one of several callers at once can do, locks it
     * and writes the intent. Nothing is left behind when it fails.
     *
     * @return the directory, locked by the caller
     * @throws StoreException {@code INVALID_ID}, {@code EXISTS}, {@code IO}
     */
    public LockedContainer claim(String id, Intent intent) {
        ContainerDirectory directory = directory(id);
        while (true) {
            makeDirectory(directory);
            Optional<LockedContainer> locked = tryLock(directory, CLAIM_PATIENCE);
            // Empty when a clean-up took the directory for an abandoned one before it was locked.
            if (locked.isPresent()) {
                return claim(locked.get(), intent);
            }
        }
    }

    private static LockedContainer claim(LockedContainer locked, Intent intent) {
        try {
            if (!locked.isUnclaimed()) {
                // A clean-up took ours, and this is another's, who made it since and has let go.
                throw exists(locked.directory(), null);
            }
            locked.intend(intent);
            return locked;
        } catch (StoreException e) {
            if (e.kind() == Kind.EXISTS) {
                locked.close();
            } else {
                discard(locked, e);
            }
            throw e;
        }
    }

    private static void discard(LockedContainer container, StoreException reason) {
        try (container) {
            container.remove();
        } catch (StoreException e) {
            reason.addSuppressed(e);
        }
    }

    /**
     * Locks a container, waiting for the command that has the lock; not for ever, since that one
     * may be stopped, or run a hook that never ends.
     *
     * @param patience how long to wait
     * @return empty when the lock was not to be had in that time
     * @throws StoreException {@code INVALID_ID}, {@code NOT_FOUND} (also when it is deleted
     *     meanwhile), {@code IO}
     */
    public Optional<LockedContainer> lock(String id, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            ContainerDirectory directory = find(id);
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            Optional<LockedContainer> locked = tryLock(directory, left);
            if (locked.isPresent() || System.nanoTime() - deadline >= 0) {
                return locked;
            }
        }
    }

    /** Empty when it takes too long, or the directory is no longer the one that was locked. */
    private static Optional<LockedContainer> tryLock(
            ContainerDirectory directory, Duration patience) {
        Path file = directory.journal();
        try {
            Optional<LockedFile> lock = LockedFile.exclusive(file, patience);
            if (lock.isPresent() && !lock.get().isAt(file)) {
                lock.get().close();
                return Optional.empty();
            }
            return lock.map(held -> new LockedContainer(directory, held));
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            StoreException failure = new StoreException(Kind.IO, "lock " + e.getMessage(), e);
            removeUnlocked(directory, failure);
            throw failure;
        }
    }

    /** Takes back an empty directory whose lock file could not be made; any other is kept. */
    private static void removeUnlocked(ContainerDirectory directory, StoreException reason) {
        try {
            Files.deleteIfExists(directory.path());
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /**
     * A container's directory, without a lock: for reading.
     *
     * @throws StoreException {@code INVALID_ID}, {@code NOT_FOUND}
     */
    public ContainerDirectory find(String id) {
        return look(id).orElseThrow(() ->
                new StoreException(
                        Kind.NOT_FOUND, "container \"" + id + "\" does not exist", null));
    }

    /**
     * As {@link #find}; empty where there is none, as before every create.
     *
     * @throws StoreException {@code INVALID_ID}
     */
    public Optional<ContainerDirectory> look(String id) {
        ContainerDirectory directory = directory(id);
        return isDirectory(directory.path()) ? Optional.of(directory) : Optional.empty();
    }

    /** Not to be allowed to look is no answer: a forced delete would call it a success. */
    private static boolean isDirectory(Path path) {
        try {
            // Mostly there is nothing, and only when links are followed is that no exception.
            return path.getFileSystem()
                                    .provider()
                                    .readAttributesIfExists(path, BasicFileAttributes.class)
                            != null
                    && Files.readAttributes(
                                    path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                            .isDirectory();
        } catch (AccessDeniedException e) {
            throw AtomicFile.failure("stat", path, e);
        } catch (IOException e) {
            return false;
        }
    }

    /** The ids of all containers, sorted; empty when the root does not exist. */
    public List<String> ids() {
        List<String> ids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (ContainerId.isValid(name)
                        && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    ids.add(name);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw AtomicFile.failure("list", root, e);
        }
        ids.sort(null);
        return List.copyOf(ids);
    }

    private ContainerDirectory directory(String id) {
        return new ContainerDirectory(id, root.resolve(ContainerId.check(id)));
    }

    private void makeDirectory(ContainerDirectory directory) {
        try {
            try {
                Files.createDirectory(directory.path(), CONTAINER_MODE);
            } catch (NoSuchFileException e) {
                Files.createDirectories(root, ROOT_MODE);
                Files.createDirectory(directory.path(), CONTAINER_MODE);
            }
        } catch (FileAlreadyExistsException e) {
            throw exists(directory, e);
        } catch (IOException e) {
            throw AtomicFile.failure("mkdir", directory.path(), e);
        }
    }

    private static StoreException exists(ContainerDirectory directory, @Nullable Throwable cause) {
        return new StoreException(
                Kind.EXISTS, "container with given ID already exists: " + directory.id(), cause);
    }
}
