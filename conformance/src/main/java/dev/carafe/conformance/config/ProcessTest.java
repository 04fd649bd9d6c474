package dev.carafe.conformance.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Conformance
class ProcessTest {

    @Test
    void programIsFoundInPathOfItsEnvironment(Lab lab) throws IOException {
        Bundle bundle = lab.bundle();
        Path tools = Files.createDirectory(bundle.rootfs().resolve("tools"));
        Files.createSymbolicLink(tools.resolve("echo"), Path.of("/bin/busybox"));
        bundle.merge(
                "{\"process\":{\"env\":[\"PATH=/nowhere:/tools\",\""
                        + Lab.MARKER
                        + "="
                        + lab.id()
                        + "\"]}}");
        assertThat(bundle.args("echo", "found").run().ok().out()).isEqualTo("found\n");
    }

    @Test
    void argumentsArePassedAsTheyAre(Lab lab) {
        assertThat(
                        lab.bundle()
                                .args(
                                        "/bin/sh",
                                        "-c",
                                        "for a; do echo \"<$a>\"; done",
                                        "sh",
                                        "",
                                        "a b",
                                        "$x",
                                        "ä\n\"'")
                                .run()
                                .ok()
                                .out())
                .isEqualTo("<>\n<a b>\n<$x>\n<ä\n\"'>\n");
    }

    @Test
    void environmentIsTheListedOneAndNothingElse(Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .merge(
                                "{\"process\":{\"env\":[\"A=1\",\"B=x=y\",\"EMPTY=\",\"HOME=/h\",\""
                                        + Lab.MARKER
                                        + "="
                                        + lab.id()
                                        + "\"]}}");
        assertThat(
                        bundle.args("/bin/env")
                                .operation("run")
                                .with("LEAKED", "yes")
                                .run()
                                .ok()
                                .out()
                                .lines())
                .containsExactlyInAnyOrder(
                        "A=1", "B=x=y", "EMPTY=", "HOME=/h", "" + Lab.MARKER + "=" + lab.id());
    }

    @ParameterizedTest
    @CsvSource({"0,/root", "1000,/home/alice", "4321,/"})
    void homeComesFromThePasswdFile(int uid, String home, Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .merge("{\"process\":{\"user\":{\"uid\":%d,\"gid\":0}}}".formatted(uid));
        assertThat(bundle.shell("echo $HOME").run().ok().out()).isEqualTo(home + "\n");
    }

    @Test
    void homeOfTheEnvironmentIsKept(Lab lab) {
        assertThat(
                        lab.bundle()
                                .add("/process/env", "\"HOME=/custom\"")
                                .shell("echo $HOME")
                                .run()
                                .ok()
                                .out())
                .isEqualTo("/custom\n");
    }

    @Test
    void missingOrBrokenPasswdIsNoError(Lab lab) throws IOException {
        Bundle bundle = lab.bundle();
        Files.writeString(
                bundle.rootfs().resolve("etc/passwd"), "garbage\n:::::::\nroot:x:notanumber:\n");
        assertThat(bundle.shell("echo fine").run().ok().out()).isEqualTo("fine\n");
    }

    @Test
    void workingDirectoryIsTheListedOne(Lab lab) {
        assertThat(
                        lab.bundle()
                                .merge("{\"process\":{\"cwd\":\"/etc\"}}")
                                .shell("pwd")
                                .run()
                                .ok()
                                .out())
                .isEqualTo("/etc\n");
    }

    @Test
    void missingWorkingDirectoryIsMade(Lab lab) {
        assertThat(
                        lab.bundle()
                                .merge("{\"process\":{\"cwd\":\"/made/for/me\"}}")
                                .shell("pwd")
                                .run()
                                .ok()
                                .out())
                .isEqualTo("/made/for/me\n");
    }

    @Test
    void relativeWorkingDirectoryIsRefused(Lab lab) {
        lab.bundle()
                .merge("{\"process\":{\"cwd\":\"etc\"}}")
                .tryCreate()
                .refused("absolute", "cwd");
    }

    @Test
    void workingDirectoryThatIsAFileIsRefused(Lab lab) {
        lab.bundle().merge("{\"process\":{\"cwd\":\"/etc/passwd\"}}").tryCreate().refused();
    }

    @Test
    void userGroupsAndUmaskAreSet(Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .merge(
                                "{\"process\":{\"user\":{\"uid\":1000,\"gid\":1001,\"umask\":55,\"additionalGids\":[5,2000,70000]}}}")
                        .shell(
                                "grep -E '^(Uid|Gid|Groups|Umask)' /proc/self/status | tr '\\t' ' ' | sed 's/ *$//'");
        assertThat(bundle.run().ok().out().lines())
                .containsExactlyInAnyOrder(
                        "Umask: 0067",
                        "Uid: 1000 1000 1000 1000",
                        "Gid: 1001 1001 1001 1001",
                        "Groups: 5 2000 70000");
    }

    @Test
    void callersGroupsAreDropped(Lab lab) {
        Bundle bundle = lab.bundle().shell("grep ^Groups /proc/self/status");
        Host.needProgram("/usr/bin/setpriv");
        Result result =
                bundle.operation("run").via("/usr/bin/setpriv", "--groups", "4,24").run().ok();
        assertThat(result.out().strip().split("\\s+")).doesNotContain("4", "24");
    }

    @Test
    void oomScoreIsAdjusted(Lab lab) {
        assertThat(
                        lab.bundle()
                                .merge("{\"process\":{\"oomScoreAdj\":321}}")
                                .shell("cat /proc/self/oom_score_adj")
                                .run()
                                .ok()
                                .out())
                .isEqualTo("321\n");
    }

    @Test
    void oomScoreIsTheCallersByDefault(Lab lab) throws IOException {
        String callers = Files.readString(Path.of("/proc/self/oom_score_adj"));
        assertThat(lab.bundle().shell("cat /proc/self/oom_score_adj").run().ok().out())
                .isEqualTo(callers);
    }

    @Test
    void hostnameAndDomainnameAreSet(Lab lab) {
        Bundle bundle =
                lab.bundle().merge("{\"hostname\":\"cell\",\"domainname\":\"example.org\"}");
        assertThat(bundle.shell("hostname; cat /proc/sys/kernel/domainname").run().ok().out())
                .isEqualTo("cell\nexample.org\n");
    }

    @Test
    void hostnameWithoutUtsNamespaceIsRefused(Lab lab) throws IOException {
        String before = Files.readString(Path.of("/proc/sys/kernel/hostname"));
        lab.bundle().withoutNamespace("uts").tryCreate().refused();
        assertThat(Files.readString(Path.of("/proc/sys/kernel/hostname"))).isEqualTo(before);
    }

    @Test
    void signalsAreNeitherBlockedNorIgnored(Lab lab) {
        String out =
                lab.bundle()
                        .shell("sed -n 's/^Sig\\(Blk\\|Ign\\):\\s*//p' /proc/self/status")
                        .run()
                        .ok()
                        .out();
        // Real-time signals are the C library's own business. A shell that runs this suite in the
        // background ignores INT and QUIT, and that is inherited.
        assertThat(out.lines().map(line -> Long.parseUnsignedLong(line, 16) & 0x7fff_fff9L))
                .containsOnly(0L);
    }

    /** config.md: consoleSize is ignored where terminal is false or unset. */
    @Test
    void consoleSizeWithoutATerminalIsIgnored(Lab lab) {
        lab.bundle()
                .merge("{\"process\":{\"consoleSize\":{\"height\":5,\"width\":7}}}")
                .shell("! test -t 1")
                .run()
                .ok();
    }
}
