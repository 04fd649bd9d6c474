package dev.carafe.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilterFilesTest {
    private static final FilterKey KEY = new FilterKey("01".repeat(32));
    private static final FilterKey OTHER = new FilterKey("02".repeat(32));
    private static final byte[] PROGRAM = new Instructions().load(4).end(Profiles.ALLOW).bytes();

    @TempDir Path base;

    private final List<String> debug = new ArrayList<>();
    private Path directory;
    private int uid;
    private FilterFiles files;

    @BeforeEach
    void keepOne() throws IOException {
        directory = base.resolve("seccomp");
        uid = (int) Files.getAttribute(base, "unix:uid");
        files = new FilterFiles(directory, () -> uid);
        files.put(KEY, PROGRAM, debug::add);
        assertThat(debug).isEmpty();
    }

    private Path file() {
        return directory.resolve(KEY.hex());
    }

    private void isNotUsed(String reason) {
        assertThat(files.get(KEY, debug::add)).isEmpty();
        assertThat(debug).hasSize(1).first().asString().contains(reason);
    }

    @Test
    void programIsKeptForUsAlone() throws IOException {
        assertThat(files.get(KEY, debug::add)).hasValue(PROGRAM);
        assertThat(debug).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void otherKeyHasNone() {
        assertThat(files.get(OTHER, debug::add)).isEmpty();
        assertThat(debug).isEmpty();
    }

    @Test
    void fileOfAnotherKeyIsNotUsed() throws IOException {
        files.put(OTHER, new Instructions().end(Profiles.EPERM).bytes(), debug::add);
        Files.copy(
                directory.resolve(OTHER.hex()),
                file(),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING,
                java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);

        isNotUsed("is damaged");
    }

    @Test
    void anyChangedByteIsFound() throws IOException {
        byte[] good = Files.readAllBytes(file());
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            Files.write(file(), bad);
            assertThat(files.get(KEY, debug::add)).as("byte %d", i).isEmpty();
        }
        Files.write(file(), good);
        assertThat(files.get(KEY, debug::add)).hasValue(PROGRAM);
    }

    @Test
    void anyTruncatedFileIsFound() throws IOException {
        byte[] good = Files.readAllBytes(file());
        for (int length = 0; length < good.length; length++) {
            Files.write(file(), Arrays.copyOf(good, length));
            assertThat(files.get(KEY, debug::add)).as("%d bytes", length).isEmpty();
        }
    }

    @Test
    void fileThatIsTooLargeIsNotRead() throws IOException {
        Files.write(file(), new byte[1 << 20]);

        isNotUsed("is too large");
    }

    @Test
    void fileThatOthersMayWriteIsNotUsed() throws IOException {
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw----"));

        isNotUsed("is not a private file of ours");
    }

    @Test
    void directoryThatOthersMayWriteIsNotUsed() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));

        isNotUsed("is not a private directory of ours");
        files.put(OTHER, PROGRAM, debug::add);
        assertThat(directory.resolve(OTHER.hex())).doesNotExist();
    }

    @Test
    void filesOfAnotherUserAreNotUsed() {
        uid++;

        isNotUsed("is not a private directory of ours");
    }

    @Test
    void fileThatWasGivenAwayIsNotUsed() throws IOException {
        assumeTrue(uid == 0, "needs root");
        Files.setAttribute(file(), "unix:uid", 12345);

        isNotUsed("is not a private file of ours");
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        Path elsewhere = base.resolve("elsewhere");
        Files.move(file(), elsewhere);
        Files.createSymbolicLink(file(), elsewhere);
        isNotUsed("is not a private file of ours");

        debug.clear();
        Files.delete(file());
        Files.createLink(file(), elsewhere);
        isNotUsed("is not a private file of ours");

        debug.clear();
        Path moved = base.resolve("moved");
        Files.move(directory, moved);
        Files.createSymbolicLink(directory, moved);
        isNotUsed("is not a private directory of ours");
    }

    @Test
    void goodProgramTakesTheBadOnesPlace() throws IOException {
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
        files.put(KEY, PROGRAM, debug::add);

        assertThat(files.get(KEY, debug::add)).hasValue(PROGRAM);
    }

    @Test
    void oldestMakeRoom() throws IOException {
        Files.setLastModifiedTime(file(), FileTime.fromMillis(1000));
        for (int i = 0; i < FilterFiles.MAX_FILES; i++) {
            files.put(new FilterKey("%064x".formatted(i + 16)), PROGRAM, debug::add);
        }

        try (Stream<Path> all = Files.list(directory)) {
            assertThat(all).hasSize(FilterFiles.MAX_FILES).doesNotContain(file());
        }
        assertThat(debug).isEmpty();
    }

    @Test
    void directoryThatCannotBeMadeIsNoError() {
        FilterFiles nowhere = new FilterFiles(base.resolve("absent/seccomp"), () -> uid);
        nowhere.put(KEY, PROGRAM, debug::add);

        assertThat(nowhere.get(KEY, debug::add)).isEmpty();
        assertThat(debug).hasSize(1).first().asString().contains("not kept");
    }
}
