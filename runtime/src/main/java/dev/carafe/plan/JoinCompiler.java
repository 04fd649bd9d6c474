package dev.carafe.plan;

import dev.carafe.linux.HostFacts;
import dev.carafe.spec.Config;
import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.error.InvalidConfigException;
import java.util.Optional;

/**
 * Compiles the program that exec runs: the same machinery as {@link Compiler}'s, with another
 * program.
 *
 * <p>What needs the host, and descriptors of the host's, comes before the namespaces are joined: by
 * then the intermediate has closed all of them. So labels and the out-of-memory score are set
 * there, and inherited.
 */
public final class JoinCompiler {
    private static final String ROOT = "/root/path";

    private JoinCompiler() {}

    /**
     * Compiles it.
     *
     * @param config that of the container, with the process that is to be run
     * @param filter what {@code linux.seccomp} was compiled to; empty where there is none
     * @throws InvalidConfigException with all problems that stand in the way, if there are any
     */
    public static Program compile(
            Config config, JoinRequest request, HostFacts facts, Optional<SystemCallFilter> filter)
            throws InvalidConfigException {
        ProgramBuilder program = new ProgramBuilder();
        Context context = new Context(config, request, facts, program);
        Labels labels = new Labels(context);
        labels.check();
        ContainerCgroups cgroups = new ContainerCgroups(context);
        Terminal terminal = new Terminal(context);
        Filtering filtering = new Filtering(context, filter);
        ProcessSetup process = new ProcessSetup(context, filtering);
        PidfdSocket pidfd = new PidfdSocket(program, request.pidfdSocket());
        CpuAffinityOfExec affinity = new CpuAffinityOfExec(context);
        boolean changesRoot = !context.has(NamespaceType.MOUNT);

        terminal.connect();
        pidfd.connect();
        filtering.connect();
        cgroups.open();
        if (changesRoot) {
            // What is mounted there is in no namespace. That init still is the process of that
            // number is checked next.
            program.host(
                    new DescriptorOperation.OpenFile(
                            Program.ROOT_SLOT,
                            "/proc/%d/root".formatted(request.init().pid()),
                            HostFile.PATH),
                    ROOT);
        }
        int init = program.newSlot();
        program.host(
                new DescriptorOperation.OpenProcess(
                        init, request.init().pid(), request.init().startTimeTicks()),
                "");
        affinity.before();

        cgroups.join();
        affinity.after();
        process.adjustFromOutside(Phase.ENTER);
        labels.confine(Phase.ENTER);
        labels.labelProcess(Phase.ENTER);
        if (request.newKeyring()) {
            labels.labelKeys(Phase.ENTER);
        }
        program.add(Phase.ENTER, new CloneOperation.JoinProcess(init, request.joinedFlags()), "");

        program.init(new IdentityOperation.NewSession(), "");
        new Namespaces(context).becomeRoot();
        new Identity(context).joinKeyring();
        if (changesRoot) {
            program.init(new RootOperation.ChangeRoot(), ROOT);
        }
        terminal.open();
        process.prepare();
        process.becomeUser();
        process.find();
        pidfd.send(PidfdSocket.Sender.EXEC);
        process.filterWithListener();
        process.execute();

        // The last of the host phase, since it ends it.
        program.host(new CloneOperation.CloneInit(0, cgroups.cloneSlot()), "/linux/cgroupsPath");
        return program.build();
    }
}
