package dev.carafe.state;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A container's directory {@code <root>/<id>} and the files in it.
 *
 * @param id the container's id
 * @param path the directory
 */
public record ContainerDirectory(String id, Path path) {
    /** The FIFO that start writes to; init reads it. */
    public Path gate() {
        return path.resolve("gate");
    }

    /** The FIFO that init reports to when it fails after the gate. */
    public Path report() {
        return path.resolve("report");
    }

    /**
     * Directory of the socket to which the container says that it is ready; only there when a
     * service manager waits for that.
     */
    public Path notifyDirectory() {
        return path.resolve("notify");
    }

    /** The file of the stored state. */
    public Path stateFile() {
        return path.resolve("state.json");
    }

    /** The state of a container that is being created, where it is written before the commit. */
    public Path preparedStateFile() {
        return AtomicFile.temporary(stateFile());
    }

    /**
     * The file that is locked, and that the intents are appended to, a line for each: one file less
     * to make, which costs 0.4 ms on ext4.
     */
    public Path journal() {
        return path.resolve("journal");
    }

    /**
     * The stored state; empty while the container is being created.
     *
     * @throws StoreException {@code CORRUPT} naming the file and the place in it, {@code IO}
     */
    public Optional<StoredContainer> state() {
        Path file = stateFile();
        return AtomicFile.read(file).map(bytes -> StateJson.read(file, bytes));
    }

    /**
     * The intent that still has to be undone or finished: a create that has state.json is committed
     * and has none.
     *
     * @throws StoreException {@code CORRUPT}, {@code IO}
     */
    public Optional<Intent> intent() {
        return lastIntent()
                .filter(i -> i.action() != Intent.Action.CREATE || !Files.exists(stateFile()));
    }

    /**
     * The intent record, committed or not. It stays beside state.json: with the pid and the control
     * groups in it, a container whose state.json is damaged can still be deleted by force.
     *
     * @throws StoreException {@code CORRUPT}, {@code IO}
     */
    public Optional<Intent> lastIntent() {
        Path file = journal();
        return AtomicFile.read(file)
                .flatMap(ContainerDirectory::lastLine)
                .map(bytes -> IntentJson.read(file, bytes));
    }

    /**
     * The config.json that the container was made from, as it was written; empty when it was too
     * large to keep, or made by a build that did not keep it.
     *
     * @throws StoreException {@code IO}
     */
    public Optional<byte[]> config() {
        return AtomicFile.read(journal()).flatMap(ConfigLine::find);
    }

    /**
     * The last intent. A line that was cut short was not written before any side effect: it does
     * not count.
     */
    private static Optional<byte[]> lastLine(byte[] journal) {
        int end = lineEnd(journal, journal.length);
        while (end >= 0) {
            int start = lineEnd(journal, end) + 1;
            if (!ShortcutLine.isAt(journal, start, end)) {
                return Optional.of(Arrays.copyOfRange(journal, start, end));
            }
            end = start - 1;
        }
        return Optional.empty();
    }

    /** The last line feed before there, or -1. */
    private static int lineEnd(byte[] journal, int before) {
        int end = before - 1;
        while (end >= 0 && journal[end] != '\n') {
            end--;
        }
        return end;
    }
}
