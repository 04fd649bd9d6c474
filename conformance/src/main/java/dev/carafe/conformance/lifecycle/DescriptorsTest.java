package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Result;
import dev.carafe.conformance.harness.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@Conformance
class DescriptorsTest {

    @Test
    void onlyStdioReachesTheProcess(Lab lab) throws IOException {
        through(lab.bundle().args("/bin/sleep", "1000").operation("run", "--detach"), lab)
                .run()
                .ok();
        Path process = Path.of("/proc/" + lab.container(lab.id()).pid());
        Poll.until(
                "the program",
                () -> lab.host("cat", process + "/cmdline").run().out().contains("1000"));
        try (Stream<Path> open = Files.list(process.resolve("fd"))) {
            assertThat(open.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("0", "1", "2");
        }
    }

    @Test
    void preservedDescriptorsReachTheProcess(Lab lab) {
        Result result =
                through(
                                lab.bundle()
                                        .shell("cat <&3; cat <&4")
                                        .operation("run", "--preserve-fds", "2"),
                                lab)
                        .run()
                        .ok();
        assertThat(result.out()).isEqualTo("threefour");
    }

    @Test
    void descriptorsBeyondThePreservedOnesAreClosed(Lab lab) {
        Result result =
                through(
                                lab.bundle()
                                        .shell(
                                                "cat <&3; test -e /proc/self/fd/4 && echo open; true")
                                        .operation("run", "--preserve-fds", "1"),
                                lab)
                        .run()
                        .ok();
        assertThat(result.out()).isEqualTo("three");
    }

    @Test
    void preservedDescriptorsSurviveCreateAndStart(Lab lab) {
        Command create =
                through(
                        lab.bundle()
                                .shell("cat <&3 >&1")
                                .operation("create", "--preserve-fds", "1"),
                        lab);
        Running creator = create.start();
        creator.await().ok();
        lab.container(lab.id()).start().ok();
        creator.awaitOut("three");
    }

    @Test
    void preservingADescriptorThatIsNotOpenIsRefused(Lab lab) {
        lab.bundle().operation("create", "--preserve-fds", "5").run().refused();
    }

    @Test
    void listenDescriptorsArePassedOn(Lab lab) {
        Command run = lab.bundle().shell("cat <&3; echo :$LISTEN_FDS:$LISTEN_PID").operation("run");
        run.via("/bin/sh", "-c", "LISTEN_FDS=1 LISTEN_PID=$$ exec \"$@\"", "sh");
        assertThat(through(run, lab).run().ok().out()).isEqualTo("three:1:1\n");
    }

    private static Command through(Command command, Lab lab) {
        Path three = lab.file("three", "three");
        Path four = lab.file("four", "four");
        return command.via("/bin/sh", "-c", "exec \"$@\" 3<" + three + " 4<" + four, "sh");
    }
}
