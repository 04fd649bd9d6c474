package dev.carafe.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.spec.resources.DeviceRule;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeviceFilterTest {
    private static final int MKNOD = 1;
    private static final int READ = 2;
    private static final int WRITE = 4;
    private static final int BLOCK = 1;
    private static final int CHARACTER = 2;

    private static final DeviceRule DENY_ALL =
            new DeviceRule(false, DeviceRule.Type.ALL, null, null, "rwm");
    private static final DeviceRule ALLOW_ALL =
            new DeviceRule(true, DeviceRule.Type.ALL, null, null, "rwm");

    private static DeviceRule character(
            boolean allow, @Nullable Long major, @Nullable Long minor, String access) {
        return new DeviceRule(allow, DeviceRule.Type.CHARACTER, major, minor, access);
    }

    private static boolean allows(
            List<DeviceRule> rules, int type, int access, int major, int minor) {
        return BpfMachine.run(DeviceFilter.compile(rules), access << 16 | type, major, minor) == 1;
    }

    @Test
    void noRulesDenyEverything() {
        assertThat(allows(List.of(), CHARACTER, READ, 1, 3)).isFalse();
    }

    @Test
    void listedDefaultDeviceIsNotAllowedByItself() {
        List<DeviceRule> rules = DeviceRules.complete(List.of(DENY_ALL), List.of("/dev/null"));
        assertThat(allows(rules, CHARACTER, READ, 1, 3)).isFalse();
        assertThat(allows(rules, CHARACTER, READ, 1, 5)).isTrue();
    }

    @Test
    void defaultsAllowTheSpecsDevicesAndAnyMknod() {
        List<DeviceRule> rules = DeviceRules.complete(List.of(DENY_ALL), List.of());
        assertThat(allows(rules, CHARACTER, READ | WRITE, 1, 3)).isTrue();
        assertThat(allows(rules, CHARACTER, READ, 136, 7)).isTrue();
        assertThat(allows(rules, BLOCK, MKNOD, 8, 0)).isTrue();
        assertThat(allows(rules, BLOCK, MKNOD | READ, 8, 0)).isFalse();
        assertThat(allows(rules, CHARACTER, READ, 1, 1)).isFalse();
        assertThat(allows(rules, CHARACTER, READ, 10, 229)).isFalse();
    }

    @Test
    void laterRuleDecides() {
        List<DeviceRule> rules =
                List.of(ALLOW_ALL, character(false, 1L, null, "rw"), character(true, 1L, 3L, "r"));
        assertThat(allows(rules, CHARACTER, READ, 1, 3)).isTrue();
        assertThat(allows(rules, CHARACTER, READ | WRITE, 1, 3)).isFalse();
        assertThat(allows(rules, CHARACTER, MKNOD, 1, 5)).isTrue();
        assertThat(allows(rules, CHARACTER, WRITE, 1, 5)).isFalse();
        assertThat(allows(rules, BLOCK, WRITE, 1, 5)).isTrue();
        assertThat(allows(List.of(character(true, 1L, 3L, "r"), DENY_ALL), CHARACTER, READ, 1, 3))
                .isFalse();
    }

    @Test
    void accessMayComeFromSeveralRules() {
        List<DeviceRule> rules =
                List.of(DENY_ALL, character(true, 1L, 3L, "r"), character(true, 1L, null, "w"));
        assertThat(allows(rules, CHARACTER, READ | WRITE, 1, 3)).isTrue();
        assertThat(allows(rules, CHARACTER, READ | WRITE | MKNOD, 1, 3)).isFalse();
    }

    @Test
    void numbersUseAll32Bits() {
        List<DeviceRule> rules = List.of(character(true, 0xffff_fffeL, 0x8000_0000L, "r"));
        assertThat(allows(rules, CHARACTER, READ, 0xffff_fffe, 0x8000_0000)).isTrue();
        assertThat(allows(rules, CHARACTER, READ, 0xffff_fffe, 0)).isFalse();
    }

    /** Compares with the plain reading of the spec: for each access, the last rule about it. */
    @Test
    void randomRulesAgreeWithTheSpec() {
        Random random = new Random(7);
        for (int round = 0; round < 3000; round++) {
            List<DeviceRule> rules = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                rules.add(randomRule(random));
            }
            int type = 1 + random.nextInt(2);
            int access = 1 + random.nextInt(7);
            int major = random.nextInt(2);
            int minor = random.nextInt(2);
            assertThat(allows(rules, type, access, major, minor))
                    .as("%s on %s %s %s:%s", rules, type, access, major, minor)
                    .isEqualTo(expected(rules, type, access, major, minor));
        }
    }

    private static DeviceRule randomRule(Random random) {
        DeviceRule.Type[] types = DeviceRule.Type.values();
        String[] accesses = {"r", "w", "m", "rw", "rm", "wm", "rwm"};
        DeviceRule.Type type = types[random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(2)];
        boolean all = type == DeviceRule.Type.ALL;
        return new DeviceRule(
                random.nextBoolean(),
                type,
                all || random.nextInt(3) == 0 ? null : Long.valueOf(random.nextInt(2)),
                all || random.nextInt(3) == 0 ? null : Long.valueOf(random.nextInt(2)),
                all ? "rwm" : accesses[random.nextInt(accesses.length)]);
    }

    private static boolean expected(
            List<DeviceRule> rules, int type, int access, int major, int minor) {
        boolean allowed = true;
        for (int bit : new int[] {MKNOD, READ, WRITE}) {
            if ((access & bit) == 0) {
                continue;
            }
            char letter = bit == MKNOD ? 'm' : bit == READ ? 'r' : 'w';
            boolean verdict = false;
            for (DeviceRule rule : rules) {
                boolean about =
                        rule.type() == DeviceRule.Type.ALL
                                || ((rule.type() == DeviceRule.Type.BLOCK) == (type == BLOCK)
                                        && (rule.major() == null || rule.major() == major)
                                        && (rule.minor() == null || rule.minor() == minor)
                                        && rule.access().indexOf(letter) >= 0);
                verdict = about ? rule.allow() : verdict;
            }
            allowed &= verdict;
        }
        return allowed;
    }

    @Test
    void encodingIsPinned() {
        byte[] code =
                BpfInstruction.encode(
                        DeviceFilter.compile(List.of(DENY_ALL, character(true, 1L, null, "r"))));
        assertThat(HexFormat.ofDelimiter(" ").formatHex(code))
                .isEqualTo(
                        String.join(
                                " ",
                                "61 12 00 00 00 00 00 00", // r2 = access and type
                                "bc 23 00 00 00 00 00 00", // r3 = r2
                                "54 02 00 00 ff ff 00 00", // r2 &= type
                                "74 03 00 00 10 00 00 00", // r3 >>= 16
                                "61 14 04 00 00 00 00 00", // r4 = major
                                "61 15 08 00 00 00 00 00", // r5 = minor
                                "56 02 05 00 02 00 00 00", // not a character device: next rule
                                "56 04 04 00 01 00 00 00", // not major 1: next rule
                                "54 03 00 00 fd ff ff ff", // r3 &= ~read
                                "56 03 02 00 00 00 00 00", // some access is left: next rule
                                "b4 00 00 00 01 00 00 00", // allow
                                "95 00 00 00 00 00 00 00",
                                "b4 00 00 00 00 00 00 00", // deny
                                "95 00 00 00 00 00 00 00"));
    }
}
