package dev.carafe.conformance.e2e;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** conmon with the flags and descriptors that CRI-O gives it. */
final class Conmon implements AutoCloseable {

    private static final String PROGRAM = "/usr/bin/conmon";

    private Conmon() {}

    static Conmon prepare() {
        Host.needProgram(PROGRAM);
        return new Conmon();
    }

    /** The directory that holds what conmon writes for a test. */
    static Path directory(Lab lab) {
        return lab.subdirectory("conmon");
    }

    /** Creates a container; its pid or error comes as JSON in {@code sync}. */
    Command create(Lab lab, Bundle bundle, String... options) {
        Path directory = directory(lab);
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "--bundle",
                                bundle.write().directory().toString(),
                                "--exit-dir",
                                lab.subdirectory("exits").toString(),
                                "--conmon-pidfile",
                                directory + "/conmon.pid",
                                "--container-pidfile",
                                directory + "/pid",
                                "--persist-dir",
                                directory.toString(),
                                "--full-attach"));
        words.addAll(Arrays.asList(options));
        return conmon(lab, "create", words);
    }

    /** Executes a process given as JSON and waits for its end; its status comes in {@code sync}. */
    Command execSync(Lab lab, Path process, String... options) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "--exec",
                                "--sync",
                                "--container-pidfile",
                                directory(lab) + "/exec.pid",
                                "--exec-process-spec",
                                process.toString()));
        words.addAll(Arrays.asList(options));
        return conmon(lab, "exec", words);
    }

    private static Command conmon(Lab lab, String name, List<String> more) {
        Path directory = directory(lab);
        List<String> words =
                new ArrayList<>(
                        List.of(
                                PROGRAM,
                                "--cid",
                                lab.id(),
                                "--cuuid",
                                lab.id(),
                                "--name",
                                "k8s_" + lab.id(),
                                "--runtime",
                                lab.settings().runtime().toString(),
                                "--runtime-arg",
                                "--root=" + lab.root(),
                                "--log-path",
                                "k8s-file:" + directory + "/" + name + ".log",
                                "--log-level",
                                "info",
                                "--socket-dir-path",
                                lab.subdirectory("sockets").toString()));
        words.addAll(more);
        return lab.host(words.toArray(String[]::new))
                .with("_OCI_SYNCPIPE", "3")
                .with("_OCI_STARTPIPE", "4")
                // CRI-O writes a byte there once conmon is in its cgroup.
                .via(
                        "sh",
                        "-c",
                        "exec \"$@\" 3>"
                                + directory
                                + "/"
                                + name
                                + ".sync 4<"
                                + lab.file("start", "0"),
                        "sh");
    }

    @Override
    public void close() {
        // conmon ends with its container.
    }
}
