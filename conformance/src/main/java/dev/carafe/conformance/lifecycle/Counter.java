package dev.carafe.conformance.lifecycle;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A container that counts in a file, and what is done to it by criu(8). */
public record Counter(Lab lab, Bundle bundle) {
    private static final String COUNT =
            "trap 'exit 7' TERM; i=0; while :; do i=$((i+1)); echo $i >/tmp/n.new;"
                    + " mv /tmp/n.new /tmp/n; sleep 0.1; done";

    /** One that does nothing else. */
    public static Counter of(Lab lab) {
        return after(lab, "");
    }

    /** One that runs these commands of a shell first. */
    static Counter after(Lab lab, String commands) {
        return new Counter(lab, lab.bundle().shell(commands + COUNT));
    }

    /** criu cannot save a standard stream that is a file of the host's. */
    public static Command quiet(Command command) {
        return command.via("sh", "-c", "exec \"$@\" </dev/null >/dev/null 2>&1", "sh");
    }

    /** Runs it until it counts. */
    public Container run(String... options) {
        quiet(bundle.operation("run", concat(options, "--detach"))).run().ok();
        awaitMore(0);
        return lab.container(lab.id());
    }

    private static String[] concat(String[] some, String... more) {
        return Stream.of(some, more).flatMap(Stream::of).toArray(String[]::new);
    }

    int count() {
        Path file = bundle.rootfs().resolve("tmp/n");
        try {
            return Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void awaitMore(int than) {
        Poll.until("a count above " + than, () -> count() > than);
    }

    /** Waits until it counts on from where it is. */
    public void awaitMore() {
        awaitMore(count());
    }

    Path images() {
        return lab.directory().resolve("images");
    }

    public Command checkpoint(String... options) {
        String[] fixed = {
            "checkpoint",
            "--image-path",
            images().toString(),
            "--work-path",
            lab.directory().resolve("work").toString()
        };
        return lab.runtime(concat(concat(fixed, options), lab.id()));
    }

    public Command restore(String... options) {
        String[] fixed = {
            "restore",
            "--image-path",
            images().toString(),
            "--work-path",
            lab.directory().resolve("work").toString(),
            "--bundle",
            bundle.directory().toString()
        };
        return lab.runtime(concat(concat(fixed, options), lab.id()));
    }

    /** Restores it, detached, and waits until it goes on from where it was. */
    public Container restored(String... options) {
        int before = count();
        quiet(restore(concat(options, "--detach"))).run().ok();
        awaitMore(before);
        return lab.container(lab.id());
    }
}
