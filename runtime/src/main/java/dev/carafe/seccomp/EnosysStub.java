package dev.carafe.seccomp;

import dev.carafe.linux.Errno;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers ENOSYS to calls with a higher number than any that the profile mentions: the profile's
 * author cannot have known them, and a program that gets EPERM for a new call does not fall back to
 * the old one. runc does the same.
 *
 * <p>Each architecture has a section, which leads either to the answer or to the filter proper:
 *
 * <pre>
 *       load architecture
 *       if not this one, next section
 *       load number
 *       if greater than the newest, answer
 *       go to the filter
 * answer: return ENOSYS
 * </pre>
 */
final class EnosysStub {
    /**
     * On x86, this bit tells the calls of x32, which has its architecture in common with x86_64.
     */
    private static final int X32_BIT = 1 << 30;

    private static final int X86_64 = 0xc000003e;

    /** libseccomp's own token; the others are the kernel's {@code AUDIT_ARCH_*}. */
    private static final int X32 = 0x4000003e;

    private static final int S390 = 0x16;
    private static final int S390X = 0x80000016;

    private static final int ARM = 0x40000028;

    /** On 32-bit ARM, calls of its own begin here, such as set_tls: newer ones come before them. */
    private static final int OWN_OF_ARM = 0x0f0000;

    /**
     * On s390, numbers that do not fit into the instruction come by call 0, and a kernel that does
     * not know the number leaves it at that.
     */
    private static final int MULTIPLEXED = 0;

    private static final int ANSWER = Action.SCMP_ACT_ERRNO.with((long) Errno.ENOSYS.number());

    private EnosysStub() {}

    /**
     * The highest call that a profile mentions.
     *
     * @param architecture libseccomp's token
     * @param number of the call
     */
    record Newest(int architecture, int number) {}

    /** Whether calls with higher numbers than this one are newer. */
    static boolean tellsAge(int architecture, int number) {
        return architecture != ARM || number < OWN_OF_ARM;
    }

    /** The filter with the sections in front; as it is when there are none. */
    static byte[] prependTo(byte[] filter, List<Newest> newest) {
        byte[] stub = of(newest).bytes();
        byte[] all = new byte[stub.length + filter.length];
        System.arraycopy(stub, 0, all, 0, stub.length);
        System.arraycopy(filter, 0, all, stub.length, filter.length);
        return all;
    }

    private static Instructions of(List<Newest> newest) {
        Map<Integer, List<Newest>> byArchitecture = new LinkedHashMap<>();
        for (Newest one : newest) {
            int architecture = one.architecture == X32 ? X86_64 : one.architecture;
            byArchitecture.computeIfAbsent(architecture, a -> new ArrayList<>()).add(one);
        }
        Instructions stub = new Instructions();
        // From the end, where the filter begins: a section must know what follows it.
        for (Map.Entry<Integer, List<Newest>> entry : byArchitecture.entrySet()) {
            stub = section(entry.getKey(), entry.getValue(), stub.count()).append(stub);
        }
        return stub.count() == 0
                ? stub
                : new Instructions().load(Instructions.ARCHITECTURE).append(stub);
    }

    private static Instructions section(int architecture, List<Newest> newest, int following) {
        Instructions checks = checks(architecture, newest);
        // The jump to the filter, over the answer and the sections that follow.
        Instructions body =
                new Instructions()
                        .load(Instructions.NUMBER)
                        .append(checks)
                        .jump(1 + following)
                        .end(ANSWER);
        return new Instructions().ifEqual(architecture, 0, body.count()).append(body);
    }

    /**
     * Each check goes on to the next, and after the last to the jump, or over that to the answer.
     */
    private static Instructions checks(int architecture, List<Newest> newest) {
        if (architecture == X86_64) {
            return bothAbis(newest);
        }
        Instructions checks = new Instructions();
        if (architecture == S390 || architecture == S390X) {
            checks.ifEqual(MULTIPLEXED, 2, 0);
        }
        if (architecture == ARM) {
            checks.ifGreater(OWN_OF_ARM - 1, 1, 0);
        }
        return checks.ifGreater(newest.getFirst().number, 1, 0);
    }

    /** An ABI that the profile does not mention is left to the filter, which refuses it. */
    private static Instructions bothAbis(List<Newest> newest) {
        int native64 = highest(newest, X86_64);
        int x32 = highest(newest, X32);
        return new Instructions()
                .ifAnyBit(X32_BIT, 1, 0)
                .ifGreater(native64, 2, 1)
                .ifGreater(x32, 1, 0);
    }

    /** Without a profile for the ABI, no number is higher. */
    private static int highest(List<Newest> newest, int architecture) {
        return newest.stream()
                .filter(one -> one.architecture == architecture)
                .mapToInt(Newest::number)
                .findFirst()
                .orElse(-1);
    }
}
