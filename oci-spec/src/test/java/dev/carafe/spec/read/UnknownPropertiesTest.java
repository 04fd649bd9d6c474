package dev.carafe.spec.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.spec.error.MalformedJsonException;
import dev.carafe.spec.error.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnknownPropertiesTest {

    private static List<String> pointers(String json) throws MalformedJsonException {
        return ConfigReader.unknownProperties(json.getBytes(UTF_8)).stream()
                .map(Problem::pointer)
                .toList();
    }

    @Test
    void mistypedNamesAreFoundWhereverTheyAre() throws MalformedJsonException {
        assertThat(
                        pointers(
                                """
                                {"ociVersion":"1.3.0","host name":"a","process":{"argv":["sh"]},
                                 "mounts":[{"destination":"/a"},{"destination":"/b","opts":["ro"]}],
                                 "linux":{"cgroupPath":"/x","resources":{"memory":{"max":{"a":1}},
                                  "rdma":{"mlx5_1":{"handles":1}}},
                                  "seccomp":{"defaultAction":"SCMP_ACT_ALLOW","syscals":[]}}}
                                """))
                .containsExactly(
                        "/host name",
                        "/process/argv",
                        "/mounts/1/opts",
                        "/linux/cgroupPath",
                        "/linux/resources/memory/max",
                        "/linux/resources/rdma/mlx5_1/handles",
                        "/linux/seccomp/syscals");
    }

    @Test
    void freeNamesAndOtherPlatformsAreKnown() throws MalformedJsonException {
        assertThat(
                        pointers(
                                """
                                {"annotations":{"a":"b"},"windows":{"any":1},
                                 "linux":{"sysctl":{"net.core.somaxconn":"1"},
                                  "netDevices":{"eth0":{"name":"e"}},
                                  "resources":{"unified":{"memory.max":"max"}}}}
                                """))
                .isEmpty();
    }

    @Test
    void noMoreThanPeopleReadAreTold() throws MalformedJsonException {
        StringBuilder json = new StringBuilder("{\"ociVersion\":\"1.3.0\"");
        for (int i = 0; i < 1000; i++) {
            json.append(",\"x").append(i).append("\":0");
        }
        assertThat(pointers(json.append('}').toString())).hasSize(101);
    }
}
