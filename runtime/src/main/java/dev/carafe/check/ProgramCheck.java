package dev.carafe.check;

import dev.carafe.check.ContainerTree.Place;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Looks for the container's program exactly where init does. */
final class ProgramCheck {
    /** Where init looks when the environment has no PATH; op_execute.c has the same. */
    private static final String DEFAULT_PATH = "/bin:/usr/bin";

    private static final String VARIABLE = "PATH=";
    private static final int HEAD_BYTES = 256;
    private static final int ELF_MAGIC = 0x7f454c46;

    /** Offset of e_machine; elf(5). */
    private static final int ELF_MACHINE = 18;

    /** e_machine of what the processors run that the JVM names so, with the older one's 32 bits. */
    private static final Map<String, Set<Integer>> MACHINES =
            Map.of(
                    "amd64", Set.of(62, 3),
                    "aarch64", Set.of(183, 40),
                    "riscv64", Set.of(243),
                    "s390x", Set.of(22),
                    "ppc64le", Set.of(21));

    private final ContainerTree tree;
    private final String cwd;
    private final String pointer;
    private final Consumer<Finding> findings;

    ProgramCheck(ContainerTree tree, String cwd, String pointer, Consumer<Finding> findings) {
        this.tree = tree;
        this.cwd = cwd;
        this.pointer = pointer;
        this.findings = findings;
    }

    void check(String name, List<String> environment) {
        if (name.contains("/")) {
            given(name);
        } else {
            searched(name, environment);
        }
    }

    private void given(String name) {
        switch (tree.find(absolute(name))) {
            case Place.There(Path file) -> {
                Optional<String> why = refusal(file);
                if (why.isPresent()) {
                    error(name, why.get(), "");
                } else {
                    start(name, file);
                }
            }
            case Place.Absent _ ->
                    error(
                            name,
                            "no such file or directory (ENOENT)",
                            "it must be in the root filesystem");
            case Place.Covered(String destination) -> unknown(name, destination);
            case Place.Hidden _ -> {} // whoever may make the container may look
        }
    }

    private void searched(String name, List<String> environment) {
        String path =
                environment.stream()
                        .filter(entry -> entry.startsWith(VARIABLE))
                        .findFirst()
                        .map(entry -> entry.substring(VARIABLE.length()))
                        .orElse(DEFAULT_PATH);
        String covered = "";
        for (String directory : path.split(":", -1)) {
            switch (tree.find(absolute((directory.isEmpty() ? "." : directory) + "/" + name))) {
                case Place.There(Path file) -> {
                    if (refusal(file).isEmpty()) {
                        start(name, file);
                        return;
                    }
                }
                case Place.Covered(String destination) -> covered = destination;
                case Place.Hidden _ -> {
                    return;
                }
                case Place.Absent _ -> {}
            }
        }
        if (covered.isEmpty()) {
            error(name, "executable file not found in $PATH (ENOENT)", "init looks in " + path);
        } else {
            unknown(name, covered);
        }
    }

    private String absolute(String path) {
        return path.startsWith("/") ? path : cwd + "/" + path;
    }

    private static Optional<String> refusal(Path file) {
        try {
            if (Files.isDirectory(file)) {
                return Optional.of("is a directory (EISDIR)");
            }
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            boolean executable =
                    mode.contains(PosixFilePermission.OWNER_EXECUTE)
                            || mode.contains(PosixFilePermission.GROUP_EXECUTE)
                            || mode.contains(PosixFilePermission.OTHERS_EXECUTE);
            return executable ? Optional.empty() : Optional.of("permission denied (EACCES)");
        } catch (IOException e) {
            return Optional.of("no such file or directory (ENOENT)");
        }
    }

    /** What a program that is found may want before its first step. */
    private void start(String name, Path file) {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD_BYTES);
        } catch (IOException e) {
            return; // it can be executed without being readable
        }
        if (head.length > 2 && head[0] == '#' && head[1] == '!') {
            interpreter(name, new String(head, 2, head.length - 2, StandardCharsets.UTF_8));
        } else if (head.length > ELF_MACHINE + 1 && ByteBuffer.wrap(head).getInt() == ELF_MAGIC) {
            machine(name, head);
        }
    }

    private void interpreter(String name, String line) {
        String words = line.lines().findFirst().orElse("").strip();
        String interpreter = words.split("\\s+", 2)[0];
        if (interpreter.startsWith("/") && tree.find(interpreter) instanceof Place.Absent) {
            error(
                    name,
                    "its interpreter " + interpreter + ": no such file or directory (ENOENT)",
                    "the first line of the script names it");
        }
    }

    private void machine(String name, byte[] head) {
        ByteOrder order = head[5] == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        int machine = ByteBuffer.wrap(head).order(order).getShort(ELF_MACHINE) & 0xffff;
        if (!mayRun(System.getProperty("os.arch", ""), machine)) {
            findings.accept(
                    Finding.warning(
                            pointer,
                            "exec: \"%s\": is for another processor (ELF machine %d)"
                                    .formatted(name, machine),
                            "it runs only where binfmt_misc has an emulator for it"));
        }
    }

    /** Whether the processor may have that e_machine: no arm64 need have 32 bits. */
    static boolean mayRun(String architecture, int machine) {
        Set<Integer> machines = MACHINES.get(architecture);
        return machines == null || machines.contains(machine);
    }

    private void error(String name, String why, String hint) {
        findings.accept(Finding.error(pointer, "exec: \"%s\": %s".formatted(name, why), hint));
    }

    private void unknown(String name, String destination) {
        findings.accept(
                Finding.warning(
                        pointer,
                        "exec: \"%s\": may be in the mount on %s, into which nobody can look yet"
                                .formatted(name, destination),
                        ""));
    }
}
