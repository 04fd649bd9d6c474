package dev.carafe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FeaturesTest {
    private static final JsonNode FEATURES =
            new JsonMapper().valueToTree(Features.document("1.2.3+abc"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/linux/seccomp/enabled",
                "/linux/apparmor/enabled",
                "/linux/selinux/enabled",
                "/linux/intelRdt/enabled",
                "/linux/intelRdt/schemata",
                "/linux/intelRdt/monitoring",
                "/linux/netDevices/enabled",
                "/linux/cgroup/v1",
                "/linux/cgroup/v2",
                "/linux/cgroup/rdma",
                "/linux/cgroup/systemd",
                "/linux/cgroup/systemdUser",
                "/linux/mountExtensions/idmap/enabled"
            })
    void allOfTheSpecificationIsEnabled(String feature) {
        assertThat(FEATURES.at(feature).booleanValue()).isTrue();
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
