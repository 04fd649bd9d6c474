package dev.carafe.spec.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carafe.spec.Config;
import dev.carafe.spec.error.InvalidConfigException;
import dev.carafe.spec.error.MalformedJsonException;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.error.SpecException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigReaderTest {

    private static final String HEAD =
            """
            {
              "ociVersion": "1.3.0",
              "root": {"path": "rootfs"},
            """;

    private static Config read(String json) throws SpecException {
        return ConfigReader.read(json.getBytes(UTF_8));
    }

    private static List<Problem> problems(String json) {
        SpecException e = catchThrowableOfType(SpecException.class, () -> read(json));
        assertThat(e).as(json).isNotNull();
        return e.problems();
    }

    @Test
    void allProblemsAreReportedAtOnceWithPointerAndLine() {
        List<Problem> problems =
                problems(
                        HEAD
                                + """
                                  "hostname": "box",
                                  "process": {
                                    "cwd": "relative",
                                    "user": {"uid": -1, "gid": "0"},
                                    "rlimits": [
                                      {"type": "RLIMIT_NOFILE", "hard": 1, "soft": 2}
                                    ]
                                  }
                                }
                                """);

        assertThat(problems.stream().map(Problem::toString))
                .containsExactlyInAnyOrder(
                        "line 4: /hostname: needs a uts namespace in /linux/namespaces: it would"
                                + " change the host's own name",
                        "line 5: /process/args: is required (command and arguments)",
                        "line 6: /process/cwd: must be an absolute path, but is \"relative\""
                                + " (working directory in the container)",
                        "line 7: /process/user/uid: must be a user or group id from 0 to"
                                + " 4294967294, but is -1 (user id in the container)",
                        "line 7: /process/user/gid: must be a user or group id from 0 to"
                                + " 4294967294, but is \"0\" (group id in the container)",
                        "line 9: /process/rlimits/0/soft: is 2, above the hard limit 1");
    }

    @Test
    void nullCountsAsAbsent() throws SpecException {
        Config config =
                read(
                        HEAD
                                + """
                                "hostname": null, "mounts": null, "hooks": null, "linux":
                                {"resources": null, "namespaces": null}, "process": {"args": ["a"],
                                "cwd": "/", "user": null, "capabilities": null}}
                                """);

        assertThat(config).isEqualTo(read(HEAD + "\"process\":{\"args\":[\"a\"],\"cwd\":\"/\"}}"));
    }

    @Test
    void aRequiredPropertyThatIsNullIsMissing() {
        assertThat(problems("{\"ociVersion\":\"1.0.0\",\"root\":null}"))
                .containsExactly(new Problem("/root", "is required (the root filesystem)", 1));
    }

    @Test
    void unknownPropertiesAreIgnored() throws SpecException {
        Config config =
                read(HEAD + "\"future\":{\"a\":1.5},\"windows\":{\"x\":[]},\"annotations\":{}}");

        assertThat(config.otherPlatforms()).containsExactly("windows");
    }

    @Test
    void brokenJsonSaysWhereItBreaks() {
        MalformedJsonException e =
                catchThrowableOfType(
                        MalformedJsonException.class, () -> read("{\n  \"ociVersion\": ]\n}"));

        assertThat(e.problems().getFirst().line()).isEqualTo(2);
        assertThat(e).hasMessageStartingWith("config.json line 2: column 17 is not valid JSON: ");
    }

    @Test
    void cutShortJsonIsNotJson() {
        assertThatThrownBy(() -> read("{\"ociVersion\":"))
                .isInstanceOf(MalformedJsonException.class);
        assertThatThrownBy(() -> read("")).isInstanceOf(SpecException.class);
        assertThatThrownBy(() -> read("{} {}")).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void aPropertyThatOccursTwiceIsRefused() {
        assertThat(problems(HEAD + "\"hostname\":\"a\",\n\"hostname\":\"b\"}"))
                .containsExactly(new Problem("/hostname", "occurs twice, first on line 4", 5));
    }

    @Test
    void aLongValueIsCutInsideOfItsQuotes() {
        String shown = "\"" + "x".repeat(59) + "...\"";
        assertThat(problems(HEAD + "\"domainname\":\"" + "x".repeat(100) + "\"}"))
                .extracting(Problem::message)
                .anyMatch(message -> message.contains("but is " + shown + " (NIS"));
    }

    @Test
    void aNulCharacterIsRefusedWhereverTheKernelWouldCutTheText() {
        assertThat(problems(HEAD + "\"mounts\":[{\"destination\":\"/a\\u0000b\"}]}"))
                .extracting(Problem::pointer)
                .containsExactly("/mounts/0/destination");
    }

    @Test
    void aNewerMajorVersionIsRefusedAndAnOlderOneRead() throws SpecException {
        assertThatThrownBy(() -> read(HEAD.replace("1.3.0", "2.0.0") + "\"x\":1}"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("/ociVersion: is 2.0.0");
        assertThatThrownBy(() -> read(HEAD.replace("1.3.0", "10.0.0") + "\"x\":1}"))
                .isInstanceOf(InvalidConfigException.class);
        assertThatThrownBy(() -> read(HEAD.replace("1.3.0", "1.3") + "\"x\":1}"))
                .isInstanceOf(InvalidConfigException.class);
        for (String version : List.of("1.0.0-rc5", "1.0.2-dev", "1.1.0+dev", "1.9.0", "0.1.0")) {
            assertThat(read(HEAD.replace("1.3.0", version) + "\"x\":1}").ociVersion())
                    .isEqualTo(version);
        }
    }

    @Test
    void unsignedNumbersReachTheirLimitAndNotFurther() throws SpecException {
        String rlimit =
                HEAD
                        + """
                        "process": {"args": ["a"], "cwd": "/", "rlimits": [
                        {"type": "RLIMIT_CORE", "soft": 0, "hard": %s}]}}
                        """;

        assertThat(read(rlimit.formatted("18446744073709551615")).process())
                .isNotNull()
                .satisfies(p -> assertThat(p.rlimits().getFirst().hard()).isEqualTo(-1));
        assertThat(read(rlimit.formatted("1e3")).process())
                .isNotNull()
                .satisfies(p -> assertThat(p.rlimits().getFirst().hard()).isEqualTo(1000));
        for (String bad : List.of("18446744073709551616", "-1", "1.5", "1e400", "true")) {
            assertThat(problems(rlimit.formatted(bad)))
                    .as(bad)
                    .extracting(Problem::pointer)
                    .containsExactly("/process/rlimits/0/hard");
        }
    }

    @Test
    void theLineOfAnAbsentPropertyIsThatOfWhatIsAroundIt() throws SpecException {
        byte[] json = "{\n\"linux\": {\n\"a\": [1,\n{\"b\": 2}]}}".getBytes(UTF_8);

        assertThat(ConfigReader.lineOf(json, "/linux/namespaces/3")).isEqualTo(2);
        assertThat(ConfigReader.lineOf(json, "/linux/a/1/b")).isEqualTo(4);
        assertThat(ConfigReader.lineOf(json, "/process")).isEqualTo(1);
    }

    @Test
    void aFileCutShortIsExplainedWithoutTheInsidesOfAParser() {
        assertThat(problems("{").getFirst().toString())
                .contains("Unexpected end-of-input")
                .doesNotContain("REDACTED");
        assertThat(problems("[".repeat(1000)).getFirst().toString())
                .contains("nesting depth")
                .doesNotContain("StreamReadConstraints");
    }
}
