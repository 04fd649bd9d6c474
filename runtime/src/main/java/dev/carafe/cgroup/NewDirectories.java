package dev.carafe.cgroup;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The cgroup directories that one create has made, so that it can take them back. */
final class NewDirectories {
    private static final FileAttribute<Set<PosixFilePermission>> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));

    private final String pointer;
    private final List<Path> made = new ArrayList<>();

    /** Directories that this property asks for. */
    NewDirectories(String pointer) {
        this.pointer = pointer;
    }

    /** Makes a directory in one that exists; false when it exists already. */
    boolean make(Path directory) {
        try {
            Files.createDirectory(directory, MODE);
            made.add(directory);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw CgroupException.call(pointer, "mkdir", directory, CgroupFiles.errno(e), e);
        }
    }

    /**
     * Makes a directory where the one above it is there: a call less for each level above.
     *
     * @return false when it exists already, or the one above it does not
     */
    boolean makeLeaf(Path directory) {
        try {
            return make(directory);
        } catch (CgroupException e) {
            if (CgroupFiles.isGone(e)) {
                return false;
            }
            throw e;
        }
    }

    /** Whether this create has made the directory, so that nothing can be in it. */
    boolean contains(Path directory) {
        return made.contains(directory);
    }

    /** Makes a directory and those above it, below a mount point. */
    void makeAll(Path mount, Path directory) {
        if (makeLeaf(directory)) {
            return;
        }
        Path current = mount;
        for (Path name : mount.relativize(directory)) {
            current = current.resolve(name);
            make(current);
        }
    }

    /** Removes what was made, last first; what cannot be removed is added to the reason. */
    void takeBack(RuntimeException reason) {
        for (Path directory : made.reversed()) {
            try {
                Files.deleteIfExists(directory);
            } catch (IOException e) {
                reason.addSuppressed(e);
            }
        }
        made.clear();
    }
}
