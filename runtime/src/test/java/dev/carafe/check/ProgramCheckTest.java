package dev.carafe.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.spec.Mount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramCheckTest {
    @TempDir Path bundle;
    private Path rootfs = Path.of("/");
    private final List<Mount> mounts = new ArrayList<>();

    @BeforeEach
    void makeRootfs() throws IOException {
        rootfs = Files.createDirectories(bundle.resolve("rootfs"));
        Files.createDirectories(rootfs.resolve("usr/bin"));
        Files.createDirectories(rootfs.resolve("etc"));
    }

    private void program(String path, byte[] content, String mode) throws IOException {
        Path file = rootfs.resolve(path);
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private List<String> check(String name, String... environment) {
        List<String> messages = new ArrayList<>();
        ContainerTree tree = new ContainerTree(rootfs, bundle, mounts);
        new ProgramCheck(tree, "/etc", "/process/args/0", f -> messages.add(f.message()))
                .check(name, List.of(environment));
        return messages;
    }

    private static Mount bind(String destination, String source) {
        return new Mount(destination, "bind", source, List.of("rbind"), List.of(), List.of());
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aNameIsSearchedInPathAndWithoutItWhereExecvpLooks() throws IOException {
        program("usr/bin/tool", text("x"), "rwxr-xr-x");
        assertThat(check("tool")).isEmpty();
        assertThat(check("tool", "PATH=/bin:/usr/bin")).isEmpty();
        assertThat(check("tool", "PATH=/bin"))
                .containsExactly("exec: \"tool\": executable file not found in $PATH (ENOENT)");
    }

    @Test
    void anEmptyEntryOfPathIsTheWorkingDirectory() throws IOException {
        program("etc/tool", text("x"), "rwxr-xr-x");
        assertThat(check("tool", "PATH=/bin:")).isEmpty();
        assertThat(check("./tool")).isEmpty();
    }

    @Test
    void aFileThatIsNotExecutableIsPassedByInASearchAndAnErrorByItsPath() throws IOException {
        program("usr/bin/tool", text("x"), "rw-r--r--");
        assertThat(check("tool")).singleElement().asString().contains("not found in $PATH");
        assertThat(check("/usr/bin/tool"))
                .containsExactly("exec: \"/usr/bin/tool\": permission denied (EACCES)");
        assertThat(check("/etc")).containsExactly("exec: \"/etc\": is a directory (EISDIR)");
        assertThat(check("/nope"))
                .containsExactly("exec: \"/nope\": no such file or directory (ENOENT)");
    }

    @Test
    void linksAreFollowedInsideOfTheRootFilesystem() throws IOException {
        program("usr/bin/tool", text("x"), "rwxr-xr-x");
        Files.createSymbolicLink(rootfs.resolve("bin"), Path.of("usr/bin"));
        Files.createSymbolicLink(rootfs.resolve("a"), Path.of("/../../usr/bin/tool"));
        Files.createSymbolicLink(rootfs.resolve("loop"), Path.of("/loop"));
        Files.createSymbolicLink(rootfs.resolve("host"), bundle.toRealPath().resolve("rootfs"));
        assertThat(check("/bin/tool")).isEmpty();
        assertThat(check("/a")).isEmpty();
        assertThat(check("/loop")).singleElement().asString().contains("ENOENT");
        assertThat(check("/host/usr/bin/tool")).singleElement().asString().contains("ENOENT");
    }

    @Test
    void bindMountsAreLookedInto() throws IOException {
        Path tools = Files.createDirectories(bundle.resolve("tools"));
        Files.writeString(tools.resolve("tool"), "x");
        assertThat(tools.resolve("tool").toFile().setExecutable(true)).isTrue();
        mounts.add(bind("/opt", "tools"));
        assertThat(check("/opt/tool")).isEmpty();
        assertThat(check("/opt/other")).singleElement().asString().contains("ENOENT");
    }

    @Test
    void whatAnotherMountWillHaveIsNotKnown() throws IOException {
        program("usr/bin/tool", text("x"), "rwxr-xr-x");
        mounts.add(new Mount("/usr", "tmpfs", "tmpfs", List.of(), List.of(), List.of()));
        assertThat(check("/usr/bin/tool")).singleElement().asString().contains("mount on /usr");
        mounts.add(bind("/usr/bin", "rootfs/usr/bin"));
        assertThat(check("/usr/bin/tool")).isEmpty();
        assertThat(check("/usr/sbin/tool")).singleElement().asString().contains("mount on /usr");
    }

    @Test
    void theInterpreterOfAScriptMustBeThere() throws IOException {
        program("usr/bin/tool", text("#! /bin/nope -e\necho\n"), "rwxr-xr-x");
        assertThat(check("tool"))
                .singleElement()
                .asString()
                .contains("its interpreter /bin/nope: no such file");
        program("usr/bin/nope", text("x"), "rwxr-xr-x");
        Files.createSymbolicLink(rootfs.resolve("bin"), Path.of("usr/bin"));
        assertThat(check("tool")).isEmpty();
    }

    @Test
    void aProgramOfAnotherProcessorIsToldOf() throws IOException {
        byte[] head = new byte[64];
        System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1}, 0, head, 0, 6);
        head[18] = 8; // MIPS
        program("usr/bin/tool", head, "rwxr-xr-x");
        assertThat(check("tool")).singleElement().asString().contains("another processor");
    }

    @ParameterizedTest
    @CsvSource({
        "amd64, 62, true", "amd64, 3, true", "amd64, 183, false",
        "aarch64, 183, true", "aarch64, 40, true", "aarch64, 62, false",
        "unheard-of, 62, true"
    })
    void aProcessorRunsItsOwnAndItsOlderPrograms(String architecture, int machine, boolean runs) {
        assertThat(ProgramCheck.mayRun(architecture, machine)).isEqualTo(runs);
    }
}
