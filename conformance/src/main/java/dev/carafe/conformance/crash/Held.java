package dev.carafe.conformance.crash;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Holds an operation at one step: a hook there says that it runs, with the state that it was given,
 * and then waits, with a child of its own; but only the first time, since hooks may run again in a
 * recovery.
 */
record Held(Path sign) {

    /** Puts the hook into a bundle. A startContainer hook writes below the container's root. */
    static Held at(String kind, Bundle bundle, Lab lab) {
        boolean inside = kind.equals("startContainer");
        Path sign = inside ? bundle.rootfs().resolve("held") : lab.directory().resolve("held");
        String script =
                ("[ ! -e %1$s ] || exit 0; sleep 1000 & cat >%1$s.new; mv %1$s.new %1$s;"
                                + " while [ ! -e %1$s.go ]; do sleep 0.05; done; kill $!")
                        .formatted(inside ? Path.of("/held") : sign);
        bundle.merge(
                "{\"hooks\":{\"%s\":[{\"path\":\"/bin/sh\",\"args\":[\"sh\",\"-c\",%s],\"env\":[\"%s=%s\",\"PATH=/bin:/usr/bin\"]}]}}"
                        .formatted(kind, Json.text(script), Lab.MARKER, lab.id()));
        return new Held(sign);
    }

    /** Waits for the hook; answers the container's pid as the hook was told it. */
    long await() {
        Poll.until("the hook that writes " + sign, () -> Files.exists(sign));
        try {
            return Json.parse(Files.readString(sign)).path("pid").asLong();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Lets the hook end, with success. */
    void release() {
        try {
            Files.createFile(Path.of(sign + ".go"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
