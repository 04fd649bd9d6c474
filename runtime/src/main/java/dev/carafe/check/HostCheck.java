package dev.carafe.check;

import dev.carafe.check.ContainerTree.Place;
import dev.carafe.linux.HostFacts;
import dev.carafe.plan.CloneOperation;
import dev.carafe.plan.DescriptorOperation;
import dev.carafe.plan.IdentityOperation;
import dev.carafe.plan.LabelOperation;
import dev.carafe.plan.MountOperation;
import dev.carafe.plan.Operation;
import dev.carafe.plan.PolicyOperation;
import dev.carafe.plan.ProcessOperation;
import dev.carafe.plan.Program;
import dev.carafe.plan.RootOperation;
import dev.carafe.plan.Step;
import dev.carafe.plan.WaitOperation;
import dev.carafe.spec.Config;
import dev.carafe.spec.Hook;
import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.ProcessSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Goes through an init program and looks for what each operation needs of the host, without doing
 * any of it.
 */
public final class HostCheck {
    private final Config config;
    private final Set<Path> yetToBe;
    private final HostFiles host;
    private final ContainerTree tree;
    private final NamespaceCheck namespaces;
    private final ResourceCheck resources;

    /** In the order in which they were found, each once. */
    private final Set<Finding> findings = new LinkedHashSet<>();

    private List<String> environment = List.of();

    private HostCheck(
            Config config, Path bundle, Set<Path> yetToBe, HostFacts facts, HostFiles host) {
        this.yetToBe = Set.copyOf(yetToBe);
        this.config = config;
        this.host = host;
        Path rootfs = bundle.resolve(config.root().path()).normalize();
        this.tree = new ContainerTree(rootfs, bundle, config.mounts());
        this.namespaces = new NamespaceCheck(host, facts, findings::add);
        this.resources = new ResourceCheck(host, facts, findings::add);
    }

    /**
     * What this host cannot do of a bundle.
     *
     * @param program the one that create would run
     * @param bundle its directory
     * @param yetToBe directories that create makes, which therefore cannot be missing
     */
    public static List<Finding> check(
            Config config,
            Program program,
            Path bundle,
            Set<Path> yetToBe,
            HostFacts facts,
            HostFiles host) {
        HostCheck check = new HostCheck(config, bundle, yetToBe, facts, host);
        for (Step step : program.steps()) {
            check.step(step.operation(), step.pointer());
        }
        check.hooks("prestart", config.hooks().prestart());
        check.hooks("createRuntime", config.hooks().createRuntime());
        check.hooks("createContainer", config.hooks().createContainer());
        check.hooks("poststart", config.hooks().poststart());
        check.hooks("poststop", config.hooks().poststop());
        return new ArrayList<>(check.findings);
    }

    private void step(Operation operation, String pointer) {
        switch (operation) {
            case DescriptorOperation.OpenTree open -> source(open.path(), pointer);
            case DescriptorOperation.OpenNamespace open ->
                    mustExist("open_namespace: " + open.path(), Path.of(open.path()), pointer, "");
            case DescriptorOperation.ConnectSocket connect -> socket(connect.path(), pointer);
            case CloneOperation.CloneInit init -> namespaces.check(init.flags(), pointer);
            case IdentityOperation.Unshare unshare -> namespaces.check(unshare.flags(), pointer);
            case CloneOperation.UnshareTime _ -> namespaces.check(NamespaceType.TIME, pointer);
            case CloneOperation.RunMapHelper helper -> resources.idMaps(helper.argv(), pointer);
            case CloneOperation.WriteProcFile write ->
                    resources.procFile(write.file(), write.text(), pointer);
            case CloneOperation.SetInitRlimit limit ->
                    resources.limit(limit.resource(), limit.hard(), pointer);
            case ProcessOperation.SetRlimit limit ->
                    resources.limit(limit.resource(), limit.hard(), pointer);
            case CloneOperation.MoveNetDevice move -> resources.netDevice(move.name(), pointer);
            case PolicyOperation.SetMemoryPolicy policy ->
                    resources.memoryNodes(policy.nodes(), pointer);
            case PolicyOperation.SetScheduler scheduler ->
                    resources.scheduler(scheduler.policy(), scheduler.nice(), pointer);
            case IdentityOperation.WriteSysctl write -> sysctl(write.path(), pointer);
            case LabelOperation.SetSecurityAttribute label ->
                    resources.profile(label.file(), label.value(), pointer);
            case RootOperation.MountRoot root -> rootfs(root.path(), pointer);
            case MountOperation.NewMount mount -> resources.fileSystem(mount.filesystem(), pointer);
            case ProcessOperation.SetEnvironment set -> environment = set.env();
            case ProcessOperation.ChangeDirectory change -> directory(change.path(), pointer);
            case ProcessOperation.FindProgram find -> program(find.name(), pointer);
            case WaitOperation.RunHook hook -> containerHook(hook.path(), pointer);
            case Operation _ -> {} // nothing that could be told beforehand
        }
    }

    private void source(String path, String pointer) {
        Path source = Path.of(path);
        if (yetToBe.stream().noneMatch(source::startsWith)) {
            mustExist("open_tree: " + path, source, pointer, "the source must exist on the host");
        }
    }

    private void mustExist(String what, Path file, String pointer, String hint) {
        switch (HostFiles.presence(file)) {
            case THERE -> {}
            case ABSENT ->
                    findings.add(
                            Finding.error(
                                    pointer, what + ": no such file or directory (ENOENT)", hint));
            case HIDDEN ->
                    findings.add(
                            Finding.error(
                                    pointer,
                                    what + ": permission denied (EACCES)",
                                    "the caller must be able to reach it"));
        }
    }

    private void socket(String path, String pointer) {
        if (!path.isEmpty() && !pointer.isEmpty()) {
            mustExist("connect: " + path, Path.of(path), pointer, "nobody made the socket");
        }
    }

    private void rootfs(String path, String pointer) {
        Path root = Path.of(path);
        mustExist(
                "mount_root: " + path,
                root,
                pointer,
                "root.path must be a directory of the bundle");
        if (Files.isRegularFile(root)) {
            findings.add(
                    Finding.error(pointer, "mount_root: " + path + ": not a directory (ENOTDIR)"));
        }
    }

    private void sysctl(String path, String pointer) {
        if (HostFiles.presence(host.proc().resolve("sys").resolve(path))
                == HostFiles.Presence.ABSENT) {
            findings.add(
                    Finding.error(
                            pointer,
                            "write_sysctl: %s: no such file or directory (ENOENT)".formatted(path),
                            "this kernel does not have that parameter, or not yet: a module may"
                                    + " bring it"));
        }
    }

    private void directory(String path, String pointer) {
        switch (tree.find(path)) {
            case Place.There(Path file) when !Files.isDirectory(file) ->
                    findings.add(
                            Finding.error(
                                    pointer, "chdir: " + path + ": not a directory (ENOTDIR)"));
            case Place.Absent _ ->
                    findings.add(
                            Finding.error(
                                    pointer,
                                    "chdir: " + path + ": no such file or directory (ENOENT)",
                                    "process.cwd must exist in the root filesystem"));
            case Place.There _, Place.Covered _, Place.Hidden _ -> {}
        }
    }

    private void program(String name, String pointer) {
        ProcessSpec process = config.process();
        String cwd = process == null ? "/" : process.cwd();
        new ProgramCheck(tree, cwd, pointer, findings::add).check(name, environment);
    }

    /** Those of createContainer are paths of the host, and looked at with the others there. */
    private void containerHook(String path, String pointer) {
        if (pointer.startsWith("/hooks/startContainer/")
                && tree.find(path) instanceof Place.Absent) {
            findings.add(
                    Finding.error(
                            pointer,
                            "hook: " + path + ": no such file or directory (ENOENT)",
                            "startContainer hooks are in the root filesystem"));
        }
    }

    private void hooks(String kind, List<Hook> hooks) {
        for (int i = 0; i < hooks.size(); i++) {
            String pointer = "/hooks/" + kind + "/" + i;
            Path path = Path.of(hooks.get(i).path());
            mustExist("hook: " + path, path, pointer, "the hook must be a program of the host");
            if (Files.isRegularFile(path) && !Files.isExecutable(path)) {
                findings.add(
                        Finding.error(pointer, "hook: " + path + ": permission denied (EACCES)"));
            }
        }
    }
}
