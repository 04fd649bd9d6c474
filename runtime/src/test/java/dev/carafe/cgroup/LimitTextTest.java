package dev.carafe.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LimitTextTest {
    @Test
    void singleValueIsWrittenBack() {
        assertThat(LimitText.difference("memory.max", "max", "4096")).containsExactly("max");
    }

    @Test
    void emptyListIsTakenBack() {
        assertThat(LimitText.difference("cpuset.cpus", "", "0-1")).containsExactly("\n");
    }

    @Test
    void limitOfADeviceThatHadNoneIsTakenBack() {
        assertThat(
                        LimitText.difference(
                                "io.max",
                                "8:0 rbps=1 wbps=max",
                                "8:0 rbps=2 wbps=max\n8:16 rbps=3"))
                .containsExactly(
                        "8:16 rbps=max wbps=max riops=max wiops=max", "8:0 rbps=1 wbps=max");
        assertThat(LimitText.difference("blkio.throttle.read_bps_device", "", "8:0 1048576"))
                .containsExactly("8:0 0");
        assertThat(LimitText.difference("io.weight", "default 100", "default 200\n8:0 50"))
                .containsExactly("8:0 default", "default 100");
    }

    @Test
    void outOfMemoryControlTakesItsNumberOnly() {
        assertThat(
                        LimitText.difference(
                                "memory.oom_control",
                                "oom_kill_disable 0\nunder_oom 0\noom_kill 0",
                                "oom_kill_disable 1\nunder_oom 0\noom_kill 0"))
                .containsExactly("0");
    }
}
