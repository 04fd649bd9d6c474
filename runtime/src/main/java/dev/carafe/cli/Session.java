package dev.carafe.cli;

import dev.carafe.cgroup.CgroupDriver;
import dev.carafe.cgroup.CgroupException;
import dev.carafe.lifecycle.Client;
import dev.carafe.lifecycle.ErrorLine;
import dev.carafe.lifecycle.LifecycleException;
import dev.carafe.lifecycle.ListContainers;
import dev.carafe.lifecycle.Site;
import dev.carafe.linux.HostFacts;
import dev.carafe.linux.KernelException;
import dev.carafe.linux.OuterUid;
import dev.carafe.state.ContainerStore;
import dev.carafe.state.StoreException;
import dev.carafe.systemd.BusAddress;
import dev.carafe.systemd.DbusSystemd;
import dev.carafe.systemd.SharedSystemd;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a command works with.
 *
 * @param client who called
 * @param services the engine that serves it
 * @param globals the flags before the command's name
 * @param report where errors and warnings go
 * @param systemd the caller's
 */
record Session(
        Client client,
        EngineServices services,
        GlobalOptions globals,
        Report report,
        SharedSystemd systemd) {
    /** Nothing of D-Bus is loaded before systemd is asked for. */
    static SharedSystemd systemd(Client client, EngineServices services) {
        return new SharedSystemd(() -> {
            HostFacts facts = services.hostFacts(client.invocation().pid());
            boolean isUser = facts.uid() != 0 || facts.inUserNamespace();
            long uid = OuterUid.of(facts.uid());
            BusAddress address = BusAddress.of(client.invocation().env(), isUser, uid);
            return DbusSystemd.connect(address, uid);
        });
    }

    /** A path of the caller's, which may be relative to its working directory. */
    Path path(String text) {
        return client.invocation().path(text);
    }

    /** Writes to the caller's standard output. */
    void print(String text) {
        client.print(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The host, and where this client is in it. */
    HostFacts hostFacts() {
        return services.hostFacts(client.invocation().pid());
    }

    /**
     * Does something to one container, or with {@code --regex} to each whose id matches: then a
     * failure is told, and does not keep the others from it.
     *
     * @param id the container's, or a regular expression
     * @return the exit code: 1 when one of several has failed
     */
    int onEach(Site site, boolean isRegex, String id, Consumer<String> action) {
        if (!isRegex) {
            action.accept(id);
            return 0;
        }
        int code = 0;
        for (String match : new ListContainers(site).matching(id)) {
            try {
                action.accept(match);
            } catch (LifecycleException | CgroupException | KernelException | StoreException e) {
                report.error("\"%s\": %s".formatted(match, ErrorLine.of(e)), Map.of("id", match));
                code = 1;
            }
        }
        return code;
    }

    /** Where containers are, and what is needed to work on them. */
    Site site() {
        HostFacts facts = hostFacts();
        Path root = globals.root(client.invocation(), () -> facts);
        return new Site(
                client,
                new ContainerStore(root),
                cgroups(facts),
                services.configs(),
                services.seccomp(),
                facts,
                services.clock(),
                report,
                self(root));
    }

    private CgroupDriver cgroups(HostFacts facts) {
        boolean rootless = rootless(facts);
        CgroupDriver byPath = CgroupDriver.byPath(facts, rootless, systemd::get);
        return switch (globals.cgroupManager()) {
            case CGROUPFS -> byPath;
            case SYSTEMD -> CgroupDriver.bySystemd(facts, rootless, systemd::get);
            case DISABLED -> CgroupDriver.none(byPath);
        };
    }

    /** {@code --rootless}, or what the caller is. */
    private boolean rootless(HostFacts facts) {
        return globals.rootless().orElse(facts.uid() != 0 || facts.inUserNamespace());
    }

    /** How the client is to call carafe again. */
    private List<String> self(Path root) {
        List<String> argv =
                new ArrayList<>(
                        List.of(client.invocation().argv().getFirst(), "--root", root.toString()));
        globals.log()
                .ifPresent(target ->
                        argv.addAll(
                                List.of(
                                        "--log",
                                        target,
                                        "--log-format",
                                        globals.logFormat().word())));
        if (globals.logLevel() != LogLevel.WARNING) {
            argv.addAll(List.of("--log-level", globals.logLevel().word()));
        }
        return argv;
    }
}
