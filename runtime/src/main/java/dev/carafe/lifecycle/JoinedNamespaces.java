package dev.carafe.lifecycle;

import dev.carafe.spec.NamespaceType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Which namespaces of a container a client is not in: only those are joined. */
final class JoinedNamespaces {
    private JoinedNamespaces() {}

    /**
     * Compares two processes; namespaces(7). To join one's own is not only of no use: for a user
     * namespace it is an error, for others it would need rights that joining the rest does not.
     *
     * @return empty when init has ended
     */
    static Optional<Set<NamespaceType>> of(int client, int init) {
        Set<NamespaceType> joined = EnumSet.noneOf(NamespaceType.class);
        for (NamespaceType type : NamespaceType.values()) {
            Optional<Path> theirs = namespace(init, type);
            Optional<Path> ours = namespace(client, type);
            if (theirs.isEmpty() && ours.isPresent()) {
                return Optional.empty();
            }
            if (!theirs.equals(ours)) {
                joined.add(type);
            }
        }
        return Optional.of(joined);
    }

    /** What names a namespace, such as {@code mnt:[4026531841]}; empty in kernels without it. */
    private static Optional<Path> namespace(int pid, NamespaceType type) {
        try {
            return Optional.of(
                    Files.readSymbolicLink(
                            Path.of("/proc", Integer.toString(pid), "ns", type.procName())));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("look at the namespaces of", e);
        }
    }
}
