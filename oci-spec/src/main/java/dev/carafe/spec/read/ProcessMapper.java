package dev.carafe.spec.read;

import static dev.carafe.spec.read.Fields.flag;
import static dev.carafe.spec.read.Fields.integer;
import static dev.carafe.spec.read.Fields.integerOrZero;
import static dev.carafe.spec.read.Fields.list;
import static dev.carafe.spec.read.Fields.numberOrZero;
import static dev.carafe.spec.read.Fields.object;
import static dev.carafe.spec.read.Fields.text;
import static dev.carafe.spec.read.Fields.textOrEmpty;
import static dev.carafe.spec.read.Fields.texts;

import dev.carafe.spec.Capabilities;
import dev.carafe.spec.ConsoleSize;
import dev.carafe.spec.CpuAffinity;
import dev.carafe.spec.IoPriority;
import dev.carafe.spec.ProcessSpec;
import dev.carafe.spec.Rlimit;
import dev.carafe.spec.RlimitType;
import dev.carafe.spec.Scheduler;
import dev.carafe.spec.User;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** From a valid tree to a {@link ProcessSpec}. */
final class ProcessMapper {

    private static final User ROOT = new User(0, 0, null, List.of());

    private ProcessMapper() {}

    static ProcessSpec process(JsonNode node) {
        User user = object(node, "user", ProcessMapper::user);
        return new ProcessSpec(
                flag(node, "terminal"),
                object(node, "consoleSize", ProcessMapper::consoleSize),
                user == null ? ROOT : user,
                texts(node, "args"),
                texts(node, "env"),
                textOrEmpty(node, "cwd"),
                object(node, "capabilities", ProcessMapper::capabilities),
                list(node, "rlimits", ProcessMapper::rlimit),
                flag(node, "noNewPrivileges"),
                text(node, "apparmorProfile"),
                integer(node, "oomScoreAdj"),
                object(node, "scheduler", ProcessMapper::scheduler),
                text(node, "selinuxLabel"),
                object(node, "ioPriority", ProcessMapper::ioPriority),
                object(node, "execCPUAffinity", ProcessMapper::affinity));
    }

    private static ConsoleSize consoleSize(JsonNode node) {
        return new ConsoleSize(numberOrZero(node, "height"), numberOrZero(node, "width"));
    }

    private static User user(JsonNode node) {
        return new User(
                numberOrZero(node, "uid"),
                numberOrZero(node, "gid"),
                integer(node, "umask"),
                list(node, "additionalGids", JsonNode::longValue));
    }

    private static Capabilities capabilities(JsonNode node) {
        return new Capabilities(
                texts(node, "bounding"),
                texts(node, "effective"),
                texts(node, "inheritable"),
                texts(node, "permitted"),
                texts(node, "ambient"));
    }

    private static Rlimit rlimit(JsonNode node) {
        return new Rlimit(
                RlimitType.valueOf(textOrEmpty(node, "type")),
                numberOrZero(node, "hard"),
                numberOrZero(node, "soft"));
    }

    private static Scheduler scheduler(JsonNode node) {
        return new Scheduler(
                textOrEmpty(node, "policy"),
                integerOrZero(node, "nice"),
                integerOrZero(node, "priority"),
                texts(node, "flags"),
                numberOrZero(node, "runtime"),
                numberOrZero(node, "deadline"),
                numberOrZero(node, "period"));
    }

    private static IoPriority ioPriority(JsonNode node) {
        return new IoPriority(textOrEmpty(node, "class"), integerOrZero(node, "priority"));
    }

    private static CpuAffinity affinity(JsonNode node) {
        return new CpuAffinity(text(node, "initial"), text(node, "final"));
    }
}
