package dev.carafe.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitNameTest {
    @ParameterizedTest
    @CsvSource({
        "machine.slice:libpod:ab12, machine.slice, libpod-ab12.scope, machine.slice/libpod-ab12.scope",
        "kubepods-pod1.slice:cri-containerd:c, kubepods-pod1.slice, cri-containerd-c.scope,"
                + " kubepods.slice/kubepods-pod1.slice/cri-containerd-c.scope",
        "a-b-c.slice:p:n, a-b-c.slice, p-n.scope, a.slice/a-b.slice/a-b-c.slice/p-n.scope",
        ":p:n, system.slice, p-n.scope, system.slice/p-n.scope",
        "a.slice::n, a.slice, n.scope, a.slice/n.scope",
        "-.slice:p:n, -.slice, p-n.scope, p-n.scope",
        "a.slice:p:a-b.slice, a.slice, a-b.slice, a.slice/a-b.slice",
        "-.slice:p:b.slice, -.slice, b.slice, b.slice",
    })
    void pathNamesSliceAndUnit(String given, String slice, String unit, String path) {
        UnitName name = UnitName.of(given, "id", false);
        assertThat(name).isEqualTo(new UnitName(slice, unit));
        assertThat(name.path()).hasToString(path);
    }

    @Test
    void withoutAPathTheIdIsTheName() {
        assertThat(UnitName.of("", "a+b", false))
                .isEqualTo(new UnitName("system.slice", "carafe-a\\x2bb.scope"));
        assertThat(UnitName.of(null, "box", true))
                .isEqualTo(new UnitName("user.slice", "carafe-box.scope"));
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b, slice:prefix:name",
        "a.slice:b, slice:prefix:name",
        "a.slice:b:c:d, slice:prefix:name",
        "a.slice:b:, slice:prefix:name",
        "a:b:c, invalid slice name",
        ".slice:b:c, invalid slice name",
        "-a.slice:b:c, invalid slice name",
        "a-.slice:b:c, invalid slice name",
        "a--b.slice:b:c, invalid slice name",
        "--.slice:b:c, invalid slice name",
        "a/b.slice:b:c, cannot have a unit named",
        "a.slice:b:c/d, cannot have a unit named",
        "a.slice:b:c+d, cannot have a unit named",
        "a.slice:b:b-c.slice, inside of",
    })
    void whatIsNoUnitIsRefusedWithItsPlace(String given, String why) {
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() -> UnitName.of(given, "id", false))
                .withMessageContaining(why)
                .satisfies(e -> assertThat(e.pointer()).isEqualTo("/linux/cgroupsPath"));
    }

    @Test
    void longNameIsRefused() {
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() -> UnitName.of("a.slice:p:" + "n".repeat(250), "id", false))
                .withMessageContaining("up to 255");
    }
}
