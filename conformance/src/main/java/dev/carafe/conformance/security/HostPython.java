package dev.carafe.conformance.security;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Attackers that need more than a shell: the host's Python, read-only in the container. */
final class HostPython {

    private static final String PYTHON = "/usr/bin/python3";

    private HostPython() {}

    /** Makes the container's process a program that ships with the suite. */
    static Bundle running(String program, Bundle bundle, Lab lab, String... arguments)
            throws IOException {
        Host.needProgram(PYTHON);
        bundle.bind(Path.of("/usr"), "/usr", "ro");
        bundle.bind(lab.helper(program), "/attack.py", "ro");
        for (String name : List.of("lib", "lib64")) {
            Files.createSymbolicLink(bundle.rootfs().resolve(name), Path.of("usr", name));
        }
        List<String> words = new ArrayList<>(List.of(PYTHON, "/attack.py"));
        words.addAll(Arrays.asList(arguments));
        return bundle.args(words.toArray(String[]::new));
    }
}
