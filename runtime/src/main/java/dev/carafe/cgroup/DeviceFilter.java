package dev.carafe.cgroup;

import dev.carafe.spec.resources.DeviceRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compiles device rules to an eBPF program of type {@code BPF_PROG_TYPE_CGROUP_DEVICE}.
 *
 * <p>The rules apply in order, so the last one that is about a device and an access decides. The
 * program goes through them from the last to the first and keeps in r3 the accesses (read, write,
 * mknod) that are not decided yet: a rule that allows takes its own away, one that denies ends it
 * if any of them is left. What is left at the end is denied.
 */
final class DeviceFilter {
    private static final int TYPE_BLOCK = 1;
    private static final int TYPE_CHARACTER = 2;
    private static final int ACCESS_MKNOD = 1;
    private static final int ACCESS_READ = 2;
    private static final int ACCESS_WRITE = 4;

    /** {@code struct bpf_cgroup_dev_ctx}: access and type, major, minor. */
    private static final int MAJOR_OFFSET = 4;

    private static final int MINOR_OFFSET = 8;
    private static final int ACCESS_SHIFT = 16;
    private static final int TYPE_MASK = 0xffff;

    private static final int DENY = 0;
    private static final int ALLOW = 1;

    private final List<BpfInstruction> program = new ArrayList<>();

    private DeviceFilter() {}

    /** The program; it returns 1 to allow and 0 to deny. */
    static List<BpfInstruction> compile(List<DeviceRule> rules) {
        DeviceFilter filter = new DeviceFilter();
        filter.prologue();
        List<DeviceRule> reversed = new ArrayList<>(rules);
        Collections.reverse(reversed);
        for (DeviceRule rule : reversed) {
            if (rule.type() == DeviceRule.Type.ALL) {
                // It is about every device and access: nothing before it matters.
                filter.leave(rule.allow() ? ALLOW : DENY);
                return List.copyOf(filter.program);
            }
            filter.rule(rule);
        }
        filter.leave(DENY);
        return List.copyOf(filter.program);
    }

    private void prologue() {
        program.add(BpfInstruction.loadWord(2, 1, 0));
        program.add(BpfInstruction.move(3, 2));
        program.add(BpfInstruction.and(2, TYPE_MASK));
        program.add(BpfInstruction.shiftRight(3, ACCESS_SHIFT));
        program.add(BpfInstruction.loadWord(4, 1, MAJOR_OFFSET));
        program.add(BpfInstruction.loadWord(5, 1, MINOR_OFFSET));
    }

    private void rule(DeviceRule rule) {
        List<BpfInstruction> decide = decide(rule);
        List<BpfInstruction> match = new ArrayList<>();
        int type = rule.type() == DeviceRule.Type.BLOCK ? TYPE_BLOCK : TYPE_CHARACTER;
        int tests = 1 + (rule.major() == null ? 0 : 1) + (rule.minor() == null ? 0 : 1);
        match.add(BpfInstruction.jumpUnlessEqual(2, type, tests - 1 + decide.size()));
        addTest(match, 4, rule.major(), tests, decide.size());
        addTest(match, 5, rule.minor(), tests, decide.size());
        program.addAll(match);
        program.addAll(decide);
    }

    private static void addTest(
            List<BpfInstruction> match, int register, @Nullable Long number, int tests, int rest) {
        if (number != null) {
            int skip = tests - match.size() - 1 + rest;
            match.add(BpfInstruction.jumpUnlessEqual(register, number.intValue(), skip));
        }
    }

    private static List<BpfInstruction> decide(DeviceRule rule) {
        int access = access(rule.access());
        if (rule.allow()) {
            return List.of(
                    BpfInstruction.and(3, ~access),
                    BpfInstruction.jumpUnlessEqual(3, 0, 2),
                    BpfInstruction.set(0, ALLOW),
                    BpfInstruction.exit());
        }
        return List.of(
                BpfInstruction.move(1, 3),
                BpfInstruction.and(1, access),
                BpfInstruction.jumpIfEqual(1, 0, 2),
                BpfInstruction.set(0, DENY),
                BpfInstruction.exit());
    }

    private static int access(String letters) {
        int access = 0;
        for (int i = 0; i < letters.length(); i++) {
            access |=
                    switch (letters.charAt(i)) {
                        case 'r' -> ACCESS_READ;
                        case 'w' -> ACCESS_WRITE;
                        case 'm' -> ACCESS_MKNOD;
                        default ->
                                throw new CgroupException(
                                        "/linux/resources/devices",
                                        "unknown device access \"" + letters + "\"");
                    };
        }
        return access;
    }

    private void leave(int verdict) {
        program.add(BpfInstruction.set(0, verdict));
        program.add(BpfInstruction.exit());
    }
}
