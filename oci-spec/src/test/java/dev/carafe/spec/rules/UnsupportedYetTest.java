package dev.carafe.spec.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.spec.Config;
import dev.carafe.spec.read.ConfigReader;
import org.junit.jupiter.api.Test;

class UnsupportedYetTest {

    private static final String EVERYTHING =
            """
            {"ociVersion": "1.3.0", "root": {"path": "r"},
             "process": {"args": ["a"], "cwd": "/", "apparmorProfile": "p", "selinuxLabel": "l",
               "scheduler": {"policy": "SCHED_IDLE"}, "execCPUAffinity": {"initial": "0"},
               "ioPriority": {"class": "IOPRIO_CLASS_BE", "priority": 1}},
             "linux": {"namespaces": [{"type": "network"}, {"type": "time"}],
               "netDevices": {"eth0": {}}, "seccomp": {"defaultAction": "SCMP_ACT_ALLOW"},
               "mountLabel": "l", "intelRdt": {}, "memoryPolicy": {"mode": "MPOL_LOCAL"},
               "personality": {"domain": "LINUX32"}, "timeOffsets": {"boottime": {"secs": 1}}}}
            """;

    private static Config read(String json) throws Exception {
        return ConfigReader.read(json.getBytes(UTF_8));
    }

    @Test
    void nothingIsLeft() throws Exception {
        assertThat(UnsupportedYet.problems(read(EVERYTHING))).isEmpty();
    }

    @Test
    void emptySectionsAskForNothing() throws Exception {
        Config config =
                read(
                        """
                        {"ociVersion": "1.3.0", "root": {"path": "r"},
                         "linux": {"netDevices": {}, "mountLabel": "", "timeOffsets": {}}}
                        """);

        assertThat(UnsupportedYet.problems(config)).isEmpty();
    }
}
