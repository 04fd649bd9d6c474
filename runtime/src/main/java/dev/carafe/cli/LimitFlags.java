package dev.carafe.cli;

import dev.carafe.lifecycle.LimitChange;
import dev.carafe.spec.resources.BlockIo;
import dev.carafe.spec.resources.Cpu;
import dev.carafe.spec.resources.Memory;
import dev.carafe.spec.resources.Pids;
import dev.carafe.spec.resources.Resources;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/** The flags of {@code update} that are limits themselves. */
final class LimitFlags {
    /** Flag by the property that it is, for what the kernel says of it. */
    private static final Map<String, String> FLAGS =
            Map.ofEntries(
                    Map.entry("/memory/limit", "--memory"),
                    Map.entry("/memory/reservation", "--memory-reservation"),
                    Map.entry("/memory/swap", "--memory-swap"),
                    Map.entry("/cpu/shares", "--cpu-share"),
                    Map.entry("/cpu/quota", "--cpu-quota"),
                    Map.entry("/cpu/period", "--cpu-period"),
                    Map.entry("/cpu/burst", "--cpu-burst"),
                    Map.entry("/cpu/realtimeRuntime", "--cpu-rt-runtime"),
                    Map.entry("/cpu/realtimePeriod", "--cpu-rt-period"),
                    Map.entry("/cpu/idle", "--cpu-idle"),
                    Map.entry("/cpu/cpus", "--cpuset-cpus"),
                    Map.entry("/cpu/mems", "--cpuset-mems"),
                    Map.entry("/pids/limit", "--pids-limit"),
                    Map.entry("/blockIO/weight", "--blkio-weight"));

    private final ParseResult args;

    private LimitFlags(ParseResult args) {
        this.args = args;
    }

    static Flags addTo(Flags flags) {
        return flags.value("--blkio-weight", "N", "I/O weight, 10 to 1000")
                .value("--cpu-period", "MICROSECONDS", "period that the quota is for")
                .value("--cpu-quota", "MICROSECONDS", "CPU time in each period; -1 for no limit")
                .value("--cpu-burst", "MICROSECONDS", "unused CPU time that may be saved up")
                .value("--cpu-share", "N", "share of CPU time relative to others, from 2")
                .value("--cpu-rt-period", "MICROSECONDS", "period of real-time scheduling (v1)")
                .value("--cpu-rt-runtime", "MICROSECONDS", "real-time runtime in it (v1)")
                .value("--cpu-idle", "0|1", "1: runs only when nothing else does (SCHED_IDLE)")
                .value("--cpuset-cpus", "LIST", "CPUs to run on, such as 0-3,5")
                .value("--cpuset-mems", "LIST", "memory nodes to allocate from")
                .value("--kernel-memory", "SIZE", "obsolete: ignored with a warning")
                .value("--kernel-memory-tcp", "SIZE", "obsolete: ignored with a warning")
                .value("--memory", "SIZE", "memory limit in bytes, or as 64m; -1 for none")
                .value("--memory-reservation", "SIZE", "soft memory limit; -1 for none")
                .value("--memory-swap", "SIZE", "limit of memory and swap together; -1 for none")
                .value("--pids-limit", "N", "number of processes; -1 for no limit");
    }

    /** What the flags ask for. */
    static LimitChange change(Session session, ParseResult args) {
        for (String ignored : List.of("--kernel-memory", "--kernel-memory-tcp")) {
            if (Flags.text(args, ignored).isPresent()) {
                session.report().warn("%s is ignored, as in runc".formatted(ignored));
            }
        }
        return new LimitChange(
                new LimitFlags(args).resources(),
                List.of(),
                pointer -> FLAGS.containsKey(pointer) ? FLAGS.get(pointer) + ": " : "");
    }

    private Resources resources() {
        Memory memory =
                new Memory(
                        size("--memory"),
                        size("--memory-reservation"),
                        size("--memory-swap"),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null);
        Cpu cpu =
                new Cpu(
                        positive("--cpu-share"),
                        number("--cpu-quota", value -> true),
                        positive("--cpu-burst"),
                        positive("--cpu-period"),
                        number("--cpu-rt-runtime", value -> true),
                        positive("--cpu-rt-period"),
                        Flags.text(args, "--cpuset-cpus").orElse(null),
                        Flags.text(args, "--cpuset-mems").orElse(null),
                        number("--cpu-idle", value -> value == 0 || value == 1));
        Long pids = number("--pids-limit", value -> true);
        Long weight = number("--blkio-weight", value -> value >= 0 && value <= 1000);
        return new Resources(
                List.of(),
                memory,
                cpu,
                // As in runc, 0 leaves the limit alone.
                pids == null || pids == 0 ? null : new Pids(pids),
                weight == null ? null : weight(Math.toIntExact(weight)),
                List.of(),
                null,
                Map.of(),
                Map.of());
    }

    private static BlockIo weight(int weight) {
        return new BlockIo(weight, null, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    private @Nullable Long positive(String flag) {
        return number(flag, value -> value >= 0);
    }

    private @Nullable Long number(String flag, LongPredicate isValid) {
        String text = Flags.text(args, flag).orElse(null);
        if (text == null) {
            return null;
        }
        try {
            long value = Long.parseLong(text);
            if (isValid.test(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw invalid(flag, text, e);
        }
        throw invalid(flag, text, null);
    }

    private @Nullable Long size(String flag) {
        String text = Flags.text(args, flag).orElse(null);
        if (text == null) {
            return null;
        }
        if (text.equals("-1")) {
            return -1L;
        }
        OptionalLong bytes = MemorySize.parse(text);
        if (bytes.isEmpty()) {
            throw invalid(flag, text, null);
        }
        return bytes.getAsLong();
    }

    private static UsageException invalid(String flag, String text, @Nullable Throwable cause) {
        UsageException invalid =
                new UsageException(
                        "invalid value for %s: \"%s\"".formatted(flag.substring(2), text));
        if (cause != null) {
            invalid.initCause(cause);
        }
        return invalid;
    }
}
