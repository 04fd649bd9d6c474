package dev.carafe.conformance.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the process is, by flags, by process.json, and by config.json for all that they leave out.
 */
@Conformance
class ExecProcessTest {
    private static final String STATUS = "/proc/self/status";

    private static String status(Container container, List<String> flags, String fields) {
        return container
                .exec(flags, "/bin/grep", "-E", "^(" + fields + "):", STATUS)
                .run()
                .ok()
                .out();
    }

    private static Path processJson(Lab lab, String patch) {
        var process =
                Json.parse(
                        """
                        {"cwd":"/","args":["/bin/true"],"env":["PATH=/bin"],"user":{"uid":0,"gid":0}}
                        """);
        Json.merge((ObjectNode) process, Json.parse(patch));
        return lab.file("process.json", Json.text(process));
    }

    private static Result process(Lab lab, Container container, String patch) {
        return container.exec(List.of("--process", processJson(lab, patch).toString())).run();
    }

    @Test
    void flagsLeaveTheRestAsConfigJsonHasIt(Lab lab) {
        Container container =
                lab.bundle()
                        .merge(
                                "{\"process\":{\"user\":{\"uid\":1000,\"gid\":1000},\"cwd\":\"/tmp\"}}")
                        .add("/process/env", "\"OF=config\"")
                        .boot();
        assertThat(container.exec("/bin/sh", "-c", "id -u; id -g; pwd; echo $OF").run().ok().out())
                .isEqualTo("1000\n1000\n/tmp\nconfig\n");
    }

    @Test
    void workingDirectoryIsTheFlags(Lab lab) {
        Container container = lab.bundle().boot();
        assertThat(container.exec(List.of("--cwd", "/var"), "/bin/pwd").run().ok().out())
                .isEqualTo("/var\n");
        container.exec(List.of("--cwd", "/absent"), "/bin/true").run().refused("no such file");
        container.exec(List.of("--cwd", "var"), "/bin/true").run().refused();
    }

    @Test
    void variablesAreAddedAndReplaceEarlierOnes(Lab lab) {
        Container container = lab.bundle().add("/process/env", "\"A=config\"").boot();
        assertThat(
                        container
                                .exec(
                                        List.of("-e", "A=1,x", "-e", "B=two words"),
                                        "/bin/sh",
                                        "-c",
                                        "echo \"$A $B\"")
                                .run()
                                .ok()
                                .out())
                .isEqualTo("1,x two words\n");
    }

    @Test
    void homeIsThatOfTheUser(Lab lab) {
        Container container = lab.bundle().boot();
        assertThat(
                        container
                                .exec(List.of("-u", "1000"), "/bin/sh", "-c", "echo $HOME")
                                .run()
                                .ok()
                                .out())
                .isEqualTo("/home/alice\n");
    }

    @Test
    void userAndGroupsAreTheFlags(Lab lab) {
        Container container = lab.bundle().boot();
        String seen =
                status(
                        container,
                        List.of("--user", "1:2", "-g", "30", "-g", "40"),
                        "Uid|Gid|Groups");
        assertThat(seen.replaceAll("[\\t ]+", " ").replaceAll(" \n", "\n"))
                .isEqualTo("Uid: 1 1 1 1\nGid: 2 2 2 2\nGroups: 30 40\n");
    }

    /** CVE-2026-30892: a runtime took what it did not understand for 0. */
    @Test
    void userWithoutAGroupIsNotRoot(Lab lab) {
        assertThat(lab.bundle().boot().exec(List.of("-u", "1"), "/bin/id", "-u").run().ok().out())
                .isEqualTo("1\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "1x",
                "1:",
                ":1",
                "1:x",
                "-1",
                "4294967295",
                "99999999999",
                "1:2:3",
                "0x1",
                "1 "
            })
    @Tag("carafe")
    void userThatIsNoNumberIsRefused(String user, Lab lab) {
        lab.bundle().boot().exec(List.of("--user=" + user), "/bin/id").run().refused("--user");
    }

    /** CVE-2022-29162 and its kin. */
    @Test
    void addedCapabilityIsNeverInheritable(Lab lab) {
        Container container = lab.bundle().capable("CAP_CHOWN").boot();
        String seen =
                status(container, List.of("--cap", "CAP_KILL"), "Cap...")
                        .replaceAll("[\\t ]+", " ");
        assertThat(seen)
                .contains("CapInh: 0000000000000000")
                .contains("CapPrm: 0000000000000021")
                .contains("CapEff: 0000000000000021")
                .contains("CapBnd: 0000000000000021")
                .contains("CapAmb: 0000000000000000");
    }

    @Test
    void noNewPrivilegesIsTheFlags(Lab lab) {
        Container container =
                lab.bundle().merge("{\"process\":{\"noNewPrivileges\":false}}").boot();
        assertThat(status(container, List.of(), "NoNewPrivs")).contains("0");
        assertThat(status(container, List.of("--no-new-privs"), "NoNewPrivs")).contains("1");
    }

    @Test
    void limitsAndScoreAreThoseOfTheContainer(Lab lab) {
        Container container =
                lab.bundle()
                        .merge(
                                """
                                {"process":{"oomScoreAdj":500,
                                  "rlimits":[{"type":"RLIMIT_CORE","soft":111,"hard":222}]}}
                                """)
                        .boot();
        assertThat(container.exec("/bin/cat", "/proc/self/oom_score_adj").run().ok().out())
                .isEqualTo("500\n");
        assertThat(container.exec("/bin/grep", "core", "/proc/self/limits").run().ok().out())
                .containsPattern(" 111 +222 ");
    }

    @Test
    void filterOfTheContainerHolds(Lab lab) {
        Container container =
                lab.bundle()
                        .merge(
                                """
                                {"linux":{"seccomp":{"defaultAction":"SCMP_ACT_ALLOW",
                                 "syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO"}]}}}
                                """)
                        .boot();
        assertThat(status(container, List.of(), "Seccomp")).contains("2");
        container.exec("/bin/mkdir", "/tmp/x").run().refused("not permitted");
    }

    @Test
    void sessionKeyringIsThatOfTheContainer(Lab lab) {
        Container container = lab.bundle().merge("{\"linux\":{\"maskedPaths\":[]}}").boot();
        assertThat(container.exec("/bin/cat", "/proc/keys").run().ok().out()).contains(lab.id());
    }

    @Test
    void processJsonIsTaken(Lab lab) {
        Container container = lab.bundle().boot();
        Result result =
                process(
                        lab,
                        container,
                        """
                        {"cwd":"/var","args":["/bin/sh","-c","pwd; id -u; id -g; echo $V"],
                         "env":["V=file"],"user":{"uid":7,"gid":8}}
                        """);
        assertThat(result.ok().out()).isEqualTo("/var\n7\n8\nfile\n");
    }

    @Test
    @Tag("carafe")
    void processJsonMayBeStandardInput(Lab lab) throws IOException {
        Container container = lab.bundle().boot();
        String json = Files.readString(processJson(lab, "{\"args\":[\"/bin/echo\",\"piped\"]}"));
        for (String name : List.of("-", "/dev/stdin", "/proc/self/fd/0")) {
            assertThat(
                            container
                                    .exec(List.of("--process", name))
                                    .via("/bin/sh", "-c", "cat | \"$@\"", "sh")
                                    .stdin(json)
                                    .run()
                                    .ok()
                                    .out())
                    .isEqualTo("piped\n");
        }
    }

    @Test
    void capabilitiesOfProcessJsonAreTaken(Lab lab) {
        Container container = lab.bundle().capable("CAP_CHOWN").boot();
        String args = "\"args\":[\"/bin/grep\",\"CapEff\",\"/proc/self/status\"]";
        String own =
                "\"capabilities\":{\"bounding\":[\"CAP_KILL\"],\"permitted\":[\"CAP_KILL\"],\"effective\":[\"CAP_KILL\"]}";
        assertThat(process(lab, container, "{%s,%s}".formatted(args, own)).ok().out())
                .contains("0000000000000020");
    }

    @Test
    @Tag("carafe")
    void whatProcessJsonLeavesOutIsTheContainers(Lab lab) {
        Container container =
                lab.bundle()
                        .capable("CAP_CHOWN")
                        .merge("{\"process\":{\"oomScoreAdj\":500}}")
                        .boot();
        String script = "grep CapEff /proc/self/status; cat /proc/self/oom_score_adj";
        Result result =
                process(
                        lab,
                        container,
                        "{\"args\":%s}"
                                .formatted(Json.text(new String[] {"/bin/sh", "-c", script})));
        assertThat(result.ok().out()).contains("0000000000000001").contains("500");
    }

    @Test
    void processJsonThatIsWrongIsRefused(Lab lab) {
        Container container = lab.bundle().boot();
        process(lab, container, "{\"cwd\":\"relative\"}").refused();
        process(lab, container, "{\"args\":[]}").refused();
        Path broken = lab.file("broken.json", "{\"args\":");
        container.exec(List.of("-p", broken.toString())).run().refused();
        container.exec(List.of("-p", lab.directory() + "/absent")).run().refused("no such file");
    }

    @Test
    @Tag("carafe")
    void placeInProcessJsonIsTold(Lab lab) {
        Container container = lab.bundle().boot();
        Path file = lab.file("process.json", "{\n\"cwd\": \"/\",\n\"args\": [1]\n}\n");
        container
                .exec(List.of("-p", file.toString()))
                .run()
                .refused("process.json line 3: /args/0");
    }

    @Test
    @Tag("carafe")
    void changedBundleLoosensNothing(Lab lab) {
        var bundle = lab.bundle().merge("{\"process\":{\"noNewPrivileges\":true}}");
        Container container = bundle.boot();
        bundle.merge("{\"process\":{\"noNewPrivileges\":false,\"user\":{\"uid\":5}}}").write();
        assertThat(status(container, List.of(), "NoNewPrivs")).contains("1");
        assertThat(container.exec("/bin/id", "-u").run().ok().out()).isEqualTo("0\n");
        bundle.write("");
        container.exec("/bin/true").run().ok();
    }

    @Test
    void affinityOfExecIsForExecAlone(Lab lab) {
        Container container =
                lab.bundle()
                        .merge(
                                "{\"process\":{\"execCPUAffinity\":{\"initial\":\"0\",\"final\":\"0\"}}}")
                        .boot();
        assertThat(status(container, List.of(), "Cpus_allowed_list").replaceAll("\\s+", " "))
                .isEqualTo("Cpus_allowed_list: 0 ");
    }

    @Test
    @Tag("carafe")
    void callersAffinityIsNotTheProcesss(Lab lab) {
        Host.needProgram("/usr/bin/taskset");
        Container container = lab.bundle().boot();
        String free = status(container, List.of(), "Cpus_allowed_list");
        assertThat(
                        container
                                .exec("/bin/grep", "Cpus_allowed_list", STATUS)
                                .via("/usr/bin/taskset", "-c", "0")
                                .run()
                                .ok()
                                .out())
                .isEqualTo(free);
    }
}
