package dev.carafe.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What help and manual pages say of a command beyond its flags. Nothing else needs it, so that
 * other commands do not load it.
 *
 * @param examples what to type, with what it does
 * @param exitCodes what the exit code means
 */
record CommandHelp(Map<String, String> examples, Map<String, String> exitCodes) {
    private static final String FINE = "it was done";
    private static final String FAILED = "an error, which standard error tells";

    /** The model of a command with its examples and exit codes as picocli prints them. */
    static CommandSpec taught(CommandSpec spec) {
        CommandHelp help = of(spec.name());
        spec.usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(help.exitCodes);
        if (!help.examples.isEmpty()) {
            List<String> lines =
                    help.examples.entrySet().stream()
                            .map(e -> "  " + e.getKey() + "%n      " + e.getValue())
                            .toList();
            spec.usageMessage().footerHeading("%nExamples:%n").footer(lines.toArray(String[]::new));
        }
        return spec;
    }

    /** For a command by its name, or {@code carafe}. */
    static CommandHelp of(String name) {
        return new CommandHelp(examples(name), exitCodes(name));
    }

    private static Map<String, String> exitCodes(String name) {
        return switch (name) {
            case "carafe" -> map("0", FINE, "1", FAILED, "3", "there is no such command");
            case "run" ->
                    map(
                            "0 to 125",
                            "without --detach: that of the container's process",
                            "1",
                            "an error as well",
                            "128 + N",
                            "signal N ended the container's process");
            case "restore" ->
                    map(
                            "0 to 125",
                            "without --detach: that of the container's process",
                            "1",
                            "an error as well",
                            "128 + N",
                            "signal N ended the container's process");
            case "exec" ->
                    map(
                            "0 to 254",
                            "that of the process",
                            "128 + N",
                            "signal N ended the process",
                            "255",
                            FAILED);
            case "check" ->
                    map("0", "this host can run the bundle", "1", "it cannot, or there is none");
            case "doctor" -> map("0", "containers can run here", "1", "none can, or an error");
            case "engine" -> map("0", FINE, "1", "an error, or status finds no resident engine");
            default -> map("0", FINE, "1", FAILED);
        };
    }

    private static Map<String, String> examples(String name) {
        return switch (name) {
            case "carafe" ->
                    map(
                            "carafe spec && carafe run box",
                            "a shell in a container, from the root filesystem in ./rootfs",
                            "carafe help create",
                            "what create does, and its flags");
            case "check" ->
                    map("carafe check -b /srv/box", "all that stands in the way of that bundle");
            case "completion" ->
                    map(
                            "source <(carafe completion bash)",
                            "completes commands, flags and containers in this shell");
            case "create" ->
                    map(
                            "carafe create -b /srv/box --pid-file /run/box.pid box",
                            "makes the container box; carafe start box runs its process",
                            "carafe create --trace t.json box",
                            "the same, and what took how long in t.json");
            case "delete" -> map("carafe delete -f box", "ends box if it runs, and removes it");
            case "doctor" -> map("carafe doctor --format json", "the same for a program to read");
            case "engine" -> map("carafe engine start", "from here on, commands take milliseconds");
            case "exec" ->
                    map(
                            "carafe exec -t box sh",
                            "a shell in the running container box",
                            "carafe exec -u 1000:1000 -e A=b box env",
                            "another user, and one variable more");
            case "checkpoint" ->
                    map(
                            "carafe checkpoint --image-path /tmp/box box",
                            "saves box to /tmp/box, and ends it",
                            "carafe checkpoint --image-path /tmp/box --leave-running box",
                            "saves it, and lets it go on");
            case "restore" ->
                    map(
                            "carafe restore -d -b /bundles/box --image-path /tmp/box box",
                            "makes box again from what was saved");
            case "mounts" ->
                    map(
                            "carafe mounts add box mounts.json",
                            "mounts what the file lists into the running box");
            case "kill" ->
                    map(
                            "carafe kill box",
                            "asks box to end (SIGTERM)",
                            "carafe kill -a box KILL",
                            "ends every process of box");
            case "list" -> map("carafe list -q", "the ids alone");
            case "man" -> map("carafe man create | man -l -", "reads one");
            case "plan" ->
                    map("carafe plan -b /srv/box", "what create would do, and which property asks");
            case "run" ->
                    map(
                            "carafe run -b /srv/box box",
                            "stays until the process ends, and removes the container",
                            "carafe run -d --pid-file /run/box.pid box",
                            "returns once it runs");
            case "spec" -> map("carafe spec --rootless", "a config.json for an ordinary user");
            case "start" -> map("carafe start box", "after carafe create box");
            case "events" ->
                    map(
                            "carafe events --stats box",
                            "what box uses, once, as JSON",
                            "carafe events --format openmetrics",
                            "what all containers use, for a monitoring system");
            case "top" ->
                    map(
                            "carafe top --sort memory",
                            "refreshed every two seconds; Ctrl-C ends it",
                            "carafe top -d 10 -n 6 --format json",
                            "a minute, for a program to read");
            case "state" -> map("carafe state box", "its pid, status and bundle, as JSON");
            default -> Map.of();
        };
    }

    private static Map<String, String> map(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
