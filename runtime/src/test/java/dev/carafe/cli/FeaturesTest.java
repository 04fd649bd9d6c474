package dev.carafe.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.spec.read.ConfigReader;
import dev.carafe.spec.rules.UnsupportedYet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FeaturesTest {
    private static final JsonNode FEATURES =
            new JsonMapper().valueToTree(Features.document("1.2.3+abc"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/linux/seccomp/enabled | linux | \"seccomp\":{\"defaultAction\":\"SCMP_ACT_ALLOW\"}",
                "/linux/apparmor/enabled | process | \"apparmorProfile\":\"p\"",
                "/linux/selinux/enabled | process | \"selinuxLabel\":\"l\"",
                "/linux/selinux/enabled | linux | \"mountLabel\":\"l\"",
                "/linux/intelRdt/enabled | linux | \"intelRdt\":{}",
                "/linux/netDevices/enabled | linux | \"netDevices\":{\"eth0\":{}},\"namespaces\":[{\"type\":\"network\"}]",
                "/linux/memoryPolicy/modes | linux | \"memoryPolicy\":{\"mode\":\"MPOL_LOCAL\"}",
                "/linux/cgroup/rdma | linux | \"resources\":{\"rdma\":{\"mlx\":{\"hcaHandles\":1}}}",
                "/linux/mountExtensions/idmap/enabled | mounts | \"options\":[\"bind\",\"idmap\"],\"uidMappings\":[{\"containerID\":0,\"hostID\":1,\"size\":1}],\"gidMappings\":[{\"containerID\":0,\"hostID\":1,\"size\":1}]",
            })
    void whatIsEnabledIsNotRefused(String feature, String part, String properties)
            throws Exception {
        String config =
                """
                {"ociVersion":"1.3.0","root":{"path":"r"},"process":{"args":["a"],"cwd":"/"%s},
                 "mounts":[{"destination":"/m","source":"/s"%s}],"linux":{%s}}
                """
                        .formatted(
                                part.equals("process") ? "," + properties : "",
                                part.equals("mounts") ? "," + properties : "",
                                part.equals("linux") ? properties : "");
        JsonNode value = FEATURES.at(feature);

        assertThat(value.isMissingNode()).isFalse();
        assertThat(value.isArray() ? !value.isEmpty() : value.booleanValue())
                .isEqualTo(
                        UnsupportedYet.problems(ConfigReader.read(config.getBytes(UTF_8)))
                                .isEmpty());
    }

    @Test
    void namesComeFromTheTablesThatAreUsed() {
        assertThat(FEATURES.at("/hooks").toString())
                .isEqualTo(
                        "[\"prestart\",\"createRuntime\",\"createContainer\",\"startContainer\",\"poststart\",\"poststop\"]");
        assertThat(FEATURES.at("/mountOptions").valueStream().map(JsonNode::stringValue))
                .contains("rro", "tmpcopyup", "ridmap", "acl", "nosymfollow")
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(FEATURES.at("/linux/namespaces").valueStream().map(JsonNode::stringValue))
                .containsExactly("cgroup", "ipc", "mount", "network", "pid", "time", "user", "uts");
        assertThat(FEATURES.at("/linux/seccomp/actions").valueStream().map(JsonNode::stringValue))
                .contains("SCMP_ACT_NOTIFY", "SCMP_ACT_KILL_PROCESS")
                .isSorted();
        assertThat(FEATURES.at("/linux/seccomp/operators")).hasSize(7);
        assertThat(FEATURES.at("/linux/seccomp/archs")).hasSize(23);
        assertThat(FEATURES.at("/linux/seccomp/supportedFlags").valueStream())
                .isSubsetOf(FEATURES.at("/linux/seccomp/knownFlags").valueStream().toList())
                .hasSizeGreaterThanOrEqualTo(3);
        assertThat(FEATURES.at("/linux/capabilities/0").stringValue()).isEqualTo("CAP_CHOWN");
    }

    @Test
    void versionsAreTheBuildsAndTheSpecifications() {
        assertThat(FEATURES.at("/ociVersionMin").stringValue()).isEqualTo("1.0.0");
        assertThat(FEATURES.at("/ociVersionMax").stringValue()).isEqualTo("1.3.0");
        assertThat(FEATURES.at("/annotations/dev.carafe.version").stringValue()).isEqualTo("1.2.3");
    }
}
