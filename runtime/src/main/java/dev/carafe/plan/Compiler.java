package dev.carafe.plan;

import dev.carafe.linux.HostFacts;
import dev.carafe.spec.Config;
import dev.carafe.spec.error.InvalidConfigException;
import java.util.Optional;

/**
 * Compiles a configuration to an init program. It decides everything and touches nothing: the same
 * arguments always give the same program.
 *
 * <p>The order of init's operations is the order of the calls in {@link #compile}; where a part
 * comes before another for a reason, the reason is there.
 */
public final class Compiler {
    private Compiler() {}

    /**
     * Compiles the program that create runs, for a configuration without {@code linux.seccomp}.
     *
     * @throws InvalidConfigException with all problems that stand in the way, if there are any
     */
    public static Program compile(Config config, LaunchRequest request, HostFacts facts)
            throws InvalidConfigException {
        return compile(config, request, facts, Optional.empty());
    }

    /**
     * Compiles the program that create runs.
     *
     * @param filter what {@code linux.seccomp} was compiled to; empty where there is none
     * @throws InvalidConfigException with all problems that stand in the way, if there are any
     */
    public static Program compile(
            Config config,
            LaunchRequest request,
            HostFacts facts,
            Optional<SystemCallFilter> filter)
            throws InvalidConfigException {
        ProgramBuilder program = new ProgramBuilder();
        Context context = new Context(config, request, facts, program);
        new NamespaceRules(context).check();
        new Labels(context).check();

        Namespaces namespaces = new Namespaces(context);
        CgroupPlacement cgroups = new CgroupPlacement(context);
        WaitingPlaces waiting = new WaitingPlaces(context, request);
        Terminal terminal = new Terminal(context);
        Filtering filtering = new Filtering(context, filter);
        ProcessSetup process = new ProcessSetup(context, filtering);
        ContainerHooks hooks = new ContainerHooks(context);
        PidfdSocket pidfd = new PidfdSocket(program, request.pidfdSocket());

        waiting.open();
        terminal.connect();
        pidfd.connect();
        filtering.connect();
        namespaces.open();
        cgroups.open();
        namespaces.enter();
        new IdMaps(context).write();
        process.adjustFromOutside(Phase.PARENT);
        new NetDevices(context).move();

        program.init(new IdentityOperation.NewSession(), "");
        // Before anything that takes memory, so that the container pays for it.
        cgroups.join();
        // After the control groups were joined: they become the roots of the new namespace.
        namespaces.unshareLate(cgroups);
        namespaces.becomeRoot();
        new Identity(context).keyring();
        namespaces.raiseLoopback();
        buildRoot(
                context, namespaces, hooks, terminal, new RootFilesystem(context, request.pivot()));
        nameAndRestrict(context);
        // Once nothing is to be mounted any more.
        namespaces.leaveMounts();
        process.prepare();
        new Labels(context).labelProcess(Phase.INIT);
        process.becomeUser();
        process.find();
        pidfd.send(PidfdSocket.Sender.INIT);
        process.filterWithListener();
        waiting.add();
        hooks.startContainer();
        process.execute();

        // The last of the host phase, since it ends it.
        namespaces.makeInit(cgroups);
        return program.build();
    }

    private static void buildRoot(
            Context context,
            Namespaces namespaces,
            ContainerHooks hooks,
            Terminal terminal,
            RootFilesystem root) {
        Mounts mounts = new Mounts(context, namespaces);
        root.mount();
        mounts.add();
        new Devices(context).add();
        // Hooks may add mounts, which must be there before the root is pivoted to.
        hooks.beforePivot();
        root.enter();
        // Both write to what becomes read-only next.
        new ProcessDirectory(context).make();
        terminal.open();
        root.reopenNull();
        mounts.makeReadonly();
        root.makeReadonly();
    }

    private static void nameAndRestrict(Context context) {
        Identity identity = new Identity(context);
        identity.names();
        Labels labels = new Labels(context);
        labels.confine(Phase.INIT);
        // Before the paths are covered: /proc/sys is usually one of them.
        identity.sysctls();
        if (context.hasMounts()) {
            labels.labelCovers();
            new RestrictedPaths(context).add();
        }
    }
}
