package dev.carafe.lifecycle;

import dev.carafe.cgroup.Cgroup;
import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.Errno;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows the processes of a container: all in its control group and below it.
 *
 * @param site where the container is
 */
public record ListProcesses(Site site) {
    private static final String PROGRAM = "ps";

    /**
     * Their process ids, as the caller sees them; none when the container is stopped.
     *
     * @throws StateException when there is no such container
     * @throws RequestException when it has no control group
     */
    public List<Integer> pids(String id) {
        Cgroup cgroup = ContainerRecord.find(site, id).cgroup();
        if (cgroup.directories().equals(CgroupDirectories.NONE)) {
            throw new RequestException(
                    "container \"%s\" has no control group that would tell its processes"
                            .formatted(id));
        }
        return cgroup.processes();
    }

    /**
     * What ps(1) says of them: its heading, and of the other lines those about these processes. A
     * character stands for each byte, since they need not be UTF-8.
     *
     * @param psArguments for ps; one of its columns must be {@code PID}
     * @throws StateException when there is no such container
     * @throws RequestException when there is no ps, or it does not do what is asked for
     */
    public String table(String id, List<String> psArguments) {
        List<Integer> pids = pids(id);
        List<String> argv = new ArrayList<>(List.of(PROGRAM));
        argv.addAll(psArguments);
        ProgramOutcome outcome = site.client().runProgram(argv);
        if (outcome.succeeded()) {
            return ProcessTable.filter(outcome.output(), pids);
        }
        if (outcome.kind() == LaunchFailure.Kind.ERRNO
                && outcome.number() == Errno.ENOENT.number()) {
            throw new RequestException(
                    "exec: \"ps\": executable file not found in $PATH; install it (procps), or ask"
                            + " for --format json");
        }
        throw new RequestException(
                "ps: "
                        + FailureText.reason(
                                outcome.kind(),
                                outcome.number(),
                                new String(
                                        outcome.output().getBytes(StandardCharsets.ISO_8859_1),
                                        StandardCharsets.UTF_8)));
    }
}
