package dev.carafe.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carafe.linux.HostFacts;
import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.error.InvalidConfigException;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.error.SpecException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompilerRulesTest {
    private static final String MOUNT_NAMESPACE =
            "'linux': {'namespaces': [{'type': 'mount'}, {'type': 'pid'}]}";

    private static String json(String process, String... sections) {
        String more = sections.length == 0 ? "" : "," + String.join(",", sections);
        return ("{'ociVersion': '1.2.0', 'root': {'path': 'rootfs'}, 'process': {'cwd': '/',"
                        + " 'args': ['sh'], 'user': {'uid': 0, 'gid': 0}"
                        + process
                        + "}"
                        + more
                        + "}")
                .replace('\'', '"');
    }

    private static Program compile(String json, LaunchRequest request, HostFacts facts)
            throws SpecException {
        return Compiler.compile(Fixtures.config(json), request, facts);
    }

    private static Program compile(String json) throws SpecException {
        return compile(
                json, Fixtures.request(Fixtures.noDirectories()), Fixtures.root(Fixtures.v2()));
    }

    private static List<Problem> problems(String json, LaunchRequest request, HostFacts facts) {
        InvalidConfigException refused =
                catchThrowableOfType(
                        InvalidConfigException.class, () -> compile(json, request, facts));
        assertThat(refused).isNotNull();
        return refused.problems();
    }

    private static List<String> refusedPointers(String json) {
        return problems(
                        json,
                        Fixtures.request(Fixtures.noDirectories()),
                        Fixtures.root(Fixtures.v2()))
                .stream()
                .map(Problem::pointer)
                .toList();
    }

    private static <T extends Operation> List<T> all(Program program, Class<T> type) {
        return program.steps().stream()
                .map(Step::operation)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    @Test
    void aSysctlOfAJoinedNamespaceNeedsOneThatIsNotTheHosts() throws SpecException {
        Program program =
                compile(
                        json(
                                "",
                                "'linux': {'namespaces': [{'type': 'mount'}, {'type': 'network',"
                                        + " 'path': '/run/netns/a'}, {'type': 'ipc', 'path':"
                                        + " '/run/ipcns/a'}], 'sysctl': {'net.ipv4.ip_forward': '1'}}"));
        assertThat(all(program, DescriptorOperation.RefuseOwnNamespace.class))
                .extracting(DescriptorOperation.RefuseOwnNamespace::namespaceType)
                .containsExactly(0x40000000);
    }

    @Test
    void optionsAboutLinksAreForBindMountsAndExcludeEachOther() {
        String json =
                json(
                        "",
                        MOUNT_NAMESPACE,
                        "'mounts': [{'destination': '/a', 'type': 'tmpfs', 'options':"
                                + " ['src-nofollow']}, {'destination': '/b', 'source': '/s',"
                                + " 'options': ['bind', 'copy-symlink', 'dest-nofollow']}]");
        assertThat(refusedPointers(json)).containsExactly("/mounts/0/options", "/mounts/1/options");
    }

    @Test
    void crunsAnnotationsAreHeeded() throws SpecException {
        String annotated =
                json(
                        "",
                        "'linux': {'namespaces': [{'type': 'mount'}], 'mountLabel': 'a_t'}",
                        "'mounts': [{'destination': '/m', 'type': 'tmpfs'}]",
                        "'annotations': {'run.oci.keep_original_groups': '1',"
                                + " 'run.oci.mount_context_type': 'rootcontext'}");
        Program program = compile(annotated);
        assertThat(all(program, ProcessOperation.SetUser.class))
                .allMatch(ProcessOperation.SetUser::keepGroups);
        assertThat(all(program, MountOperation.NewMount.class))
                .anyMatch(mount -> mount.options().contains("rootcontext=a_t"));
        assertThat(refusedPointers(annotated.replace("rootcontext", "x")))
                .containsExactly("/annotations/run.oci.mount_context_type");
    }

    @Test
    void labelsNeedAHostThatEnforcesThem() {
        String json =
                json(
                        ", 'apparmorProfile': 'p', 'selinuxLabel': 'l'",
                        "'linux': {'namespaces': [{'type': 'mount'}, {'type': 'user'}],"
                                + " 'uidMappings': [{'containerID': 0, 'hostID': 1000, 'size': 1}],"
                                + " 'gidMappings': [{'containerID': 0, 'hostID': 1000, 'size': 1}],"
                                + " 'mountLabel': 'm'}");
        assertThat(
                        problems(
                                        json,
                                        Fixtures.request(Fixtures.noDirectories()),
                                        Fixtures.user(Fixtures.v2(), false))
                                .stream()
                                .map(Problem::pointer))
                .containsExactlyInAnyOrder(
                        "/process/apparmorProfile", "/process/selinuxLabel", "/linux/mountLabel");
    }

    private static final String SHARED_MOUNTS =
            "'linux': {'namespaces': [{'type': 'pid'}%s], %s 'maskedPaths': []}";

    @Test
    void mountsOfTheHostsNamespaceAreMadeInOneOfTheirOwnWhichIsLeft() throws SpecException {
        Program program =
                compile(
                        json(
                                "",
                                SHARED_MOUNTS.formatted("", ""),
                                "'mounts': [{'destination': '/proc', 'type': 'proc'}]"));
        assertThat(all(program, RootOperation.LeaveMountNamespace.class)).hasSize(1);
        assertThat(all(program, RootOperation.PivotRoot.class)).hasSize(1);
        assertThat(all(program, CloneOperation.CloneInit.class).getFirst().flags())
                .isEqualTo(
                        Integer.toUnsignedLong(
                                NamespaceType.PID.cloneFlag() | NamespaceType.MOUNT.cloneFlag()));
    }

    @Test
    void inAUserNamespaceMountsNeedAMountNamespaceToo() throws SpecException {
        String namespaces =
                SHARED_MOUNTS.formatted(
                        ", {'type': 'user'}",
                        "'uidMappings': [{'containerID': 0, 'hostID': 1000, 'size': 1}],"
                                + " 'gidMappings': [{'containerID': 0, 'hostID': 1000, 'size': 1}],");
        assertThat(
                        refusedPointers(
                                json(
                                        "",
                                        namespaces,
                                        "'mounts': [{'destination': '/proc', 'type': 'proc'}]")))
                .containsExactly("/mounts");
        Program program = compile(json("", namespaces));
        assertThat(all(program, RootOperation.ChangeRoot.class)).hasSize(1);
        assertThat(all(program, RootOperation.MountRoot.class)).isEmpty();
        assertThat(all(program, RootOperation.SetRootPropagation.class)).isEmpty();
    }

    @Test
    void nothingIsMountedInsideProc() {
        String json =
                json(
                        "",
                        MOUNT_NAMESPACE,
                        "'mounts': [{'destination': '/proc/../proc//sys', 'type': 'tmpfs'},"
                                + " {'destination': '/proc', 'type': 'tmpfs'},"
                                + " {'destination': '/x/..', 'type': 'tmpfs'},"
                                + " {'destination': '/proc/uptime', 'type': 'tmpfs'}]");
        assertThat(refusedPointers(json))
                .containsExactly(
                        "/mounts/0/destination", "/mounts/1/destination", "/mounts/2/destination");
    }

    @Test
    void aBindMountOnProcIsCheckedToBeAProcfs() throws SpecException {
        Program program =
                compile(
                        json(
                                "",
                                MOUNT_NAMESPACE,
                                "'mounts': [{'destination': '/proc', 'source': '/proc', 'options':"
                                        + " ['rbind']}]"));
        assertThat(all(program, DescriptorOperation.OpenTree.class))
                .containsExactly(
                        new DescriptorOperation.OpenTree(
                                3, "/proc", OpenFlag.RECURSIVE | OpenFlag.PROCFS));
    }

    @Test
    void filesystemOptionsOfBindMountsAreWarnedAbout() throws SpecException {
        String json =
                json(
                        "",
                        MOUNT_NAMESPACE,
                        "'mounts': [{'destination': '/a', 'source': '/a', 'options': ['bind',"
                                + " 'size=1']}]");
        assertThat(compile(json).warnings())
                .extracting(Problem::pointer)
                .containsExactly("/mounts/0/options");
    }

    @Test
    void aMountWithoutTypeIsRefused() {
        String json = json("", MOUNT_NAMESPACE, "'mounts': [{'destination': '/a'}]");
        assertThat(refusedPointers(json)).containsExactly("/mounts/0/type");
    }

    @Test
    void privatePropagationIsNotSafeWithoutPivot() {
        String json =
                json(
                        "",
                        "'linux': {'rootfsPropagation': 'rprivate', 'namespaces': [{'type':"
                                + " 'mount'}]}");
        List<Problem> problems =
                problems(
                        json,
                        Fixtures.detached(Fixtures.noDirectories()),
                        Fixtures.root(Fixtures.v2()));
        assertThat(problems)
                .extracting(Problem::pointer)
                .contains("/linux/rootfsPropagation", "/process/terminal");
    }

    @Test
    void aTerminalOfADetachedContainerNeedsAConsoleSocket() {
        LaunchRequest request =
                new LaunchRequest(
                        "box",
                        Path.of("/bundle"),
                        Path.of("/gate"),
                        Path.of("/report"),
                        Fixtures.noDirectories(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        0,
                        true,
                        true,
                        ServiceManager.NONE);
        assertThat(
                        problems(
                                json(", 'terminal': true", MOUNT_NAMESPACE),
                                request,
                                Fixtures.root(Fixtures.v2())))
                .extracting(Problem::pointer)
                .containsExactly("/process/terminal");
    }

    @Test
    void withoutRootAUserNamespaceIsNeededAndGroupsCannotBeSet() {
        String json =
                json("", MOUNT_NAMESPACE)
                        .replace("\"gid\": 0", "\"gid\": 0, \"additionalGids\": [5]");
        assertThat(
                        problems(
                                json,
                                Fixtures.request(Fixtures.noDirectories()),
                                Fixtures.user(Fixtures.v2(), true)))
                .extracting(Problem::pointer)
                .containsExactlyInAnyOrder("/linux/namespaces", "/process/user/additionalGids");
    }

    @Test
    void withoutHelpersOnlyOnesOwnIdCanBeMapped() {
        String json =
                json(
                        "",
                        "'linux': {'namespaces': [{'type': 'user'}, {'type': 'mount'}],"
                                + " 'uidMappings': [{'containerID': 0, 'hostID': 1000, 'size': 1}],"
                                + " 'gidMappings': [{'containerID': 0, 'hostID': 1000, 'size':"
                                + " 2}]}");
        assertThat(
                        problems(
                                json,
                                Fixtures.request(Fixtures.noDirectories()),
                                Fixtures.user(Fixtures.v2(), false)))
                .singleElement()
                .satisfies(p -> assertThat(p.pointer()).isEqualTo("/linux/gidMappings"))
                .satisfies(p -> assertThat(p.message()).contains("newgidmap"));
    }

    @Test
    void theContainersRootMustBeMapped() {
        String json =
                json(
                        "",
                        "'linux': {'namespaces': [{'type': 'user'}, {'type': 'mount'}],"
                                + " 'uidMappings': [{'containerID': 1, 'hostID': 1000, 'size': 9}],"
                                + " 'gidMappings': [{'containerID': 0, 'hostID': 1000, 'size':"
                                + " 9}]}");
        assertThat(refusedPointers(json)).containsExactly("/linux/uidMappings");
    }

    @Test
    void capabilitiesThatTheKernelLacksAreWarnedAboutAndLeftOut() throws SpecException {
        HostFacts root = Fixtures.root(Fixtures.v2());
        HostFacts old =
                new HostFacts(
                        0,
                        0,
                        root.effectiveCapabilities(),
                        37,
                        false,
                        root.cgroups(),
                        root.securityModules(),
                        root.resctrl(),
                        Optional.empty(),
                        Optional.empty());
        Program program =
                compile(
                        json(
                                ", 'capabilities': {'bounding': ['CAP_BPF', 'CAP_CHOWN',"
                                        + " 'CAP_NONSENSE']}",
                                MOUNT_NAMESPACE),
                        Fixtures.request(Fixtures.noDirectories()),
                        old);
        assertThat(all(program, ProcessOperation.LimitBoundingSet.class))
                .containsExactly(new ProcessOperation.LimitBoundingSet(1));
        assertThat(program.warnings())
                .singleElement()
                .satisfies(w -> assertThat(w.message()).contains("CAP_BPF"));
    }

    @Test
    void environmentKeepsTheLastOfAName() throws SpecException {
        Program program = compile(json(", 'env': ['A=1', 'B=2', 'HOME=', 'A=3']", MOUNT_NAMESPACE));
        assertThat(all(program, ProcessOperation.SetEnvironment.class))
                .containsExactly(new ProcessOperation.SetEnvironment(List.of("B=2", "A=3")));
        assertThat(all(program, ProcessOperation.DefaultHome.class)).hasSize(1);
    }

    @Test
    void sysctlNamesComeInTwoKinds() {
        assertThat(Identity.path("net.ipv4.conf.eth0/1.forwarding"))
                .isEqualTo("net/ipv4/conf/eth0.1/forwarding");
        assertThat(Identity.path("net/ipv4/conf/eth0.1/forwarding"))
                .isEqualTo("net/ipv4/conf/eth0.1/forwarding");
        assertThat(Identity.path("plain")).isEqualTo("plain");
    }

    @Test
    void anIndexLeadsToItsPointer() throws SpecException {
        Program program = compile(json("", MOUNT_NAMESPACE));
        int last = program.steps().size() - 1;
        assertThat(program.pointer(last)).isEqualTo("/process/args");
        assertThat(program.pointer(-1)).isEmpty();
        assertThat(program.pointer(last + 1)).isEmpty();
    }

    @Test
    void hostsDevIsTakenAsItIs() throws SpecException {
        Program program =
                compile(
                        json(
                                "",
                                MOUNT_NAMESPACE,
                                "'mounts': [{'destination': '/dev/', 'source': '/dev', 'options':"
                                        + " ['rbind']}]"));
        assertThat(all(program, MountOperation.MakeDevice.class)).isEmpty();
        assertThat(all(program, MountOperation.MakeSymlink.class)).isEmpty();
    }

    @Test
    void aNulCharacterIsRefusedWhereItStands() {
        String json = json("", MOUNT_NAMESPACE).replace("[\"sh\"]", "[\"sh\", \"a\\u0000b\"]");
        SpecException refused = catchThrowableOfType(SpecException.class, () -> compile(json));
        assertThat(refused).isNotNull();
        assertThat(refused.problems())
                .extracting(Problem::pointer)
                .allMatch(p -> p.startsWith("/process/args"));
    }

    @Test
    void theConsoleIsOpenedBeforeAnythingBecomesReadonly() throws SpecException {
        Program program =
                compile(
                        json(
                                        ", 'terminal': true",
                                        MOUNT_NAMESPACE,
                                        "'mounts': [{'destination': '/dev', 'type': 'tmpfs',"
                                                + " 'options': ['ro']}]")
                                .replace("\"rootfs\"", "\"rootfs\", \"readonly\": true"));
        List<String> pointers = program.steps().stream().map(Step::pointer).toList();
        assertThat(pointers.lastIndexOf("/process/terminal"))
                .isPositive()
                .isLessThan(pointers.lastIndexOf("/mounts/0"))
                .isLessThan(pointers.indexOf("/root/readonly"));
    }

    @Test
    void anUnbindableRootIsPrivateUntilItIsTheRoot() throws SpecException {
        Program program =
                compile(
                        json(
                                "",
                                "'linux': {'rootfsPropagation': 'unbindable', 'namespaces':"
                                        + " [{'type': 'mount'}]}"));
        assertThat(all(program, RootOperation.SetRootPropagation.class))
                .containsExactly(new RootOperation.SetRootPropagation(Propagation.PRIVATE));
        assertThat(all(program, RootOperation.SetPropagation.class))
                .containsExactly(new RootOperation.SetPropagation("/", Propagation.UNBINDABLE));
    }

    private static String withCgroupNamespace(String namespace) {
        return json("", "'linux': {'namespaces': [{'type': 'mount'}, " + namespace + "]}");
    }

    /** clone3(2) takes no directory that the joined cgroup namespace does not show. */
    @Test
    void initOfAJoinedCgroupNamespaceJoinsItsControlGroupByItself() throws SpecException {
        Program program =
                compile(
                        withCgroupNamespace("{'type': 'cgroup', 'path': '/proc/1/ns/cgroup'}"),
                        Fixtures.request(Fixtures.v2Directory()),
                        Fixtures.root(Fixtures.v2()));
        assertThat(all(program, CloneOperation.CloneInit.class))
                .extracting(CloneOperation.CloneInit::cgroup)
                .containsExactly(Program.NO_SLOT);
        DescriptorOperation.OpenFile procs =
                all(program, DescriptorOperation.OpenFile.class).stream()
                        .filter(file -> file.path().equals("/sys/fs/cgroup/box/cgroup.procs"))
                        .findFirst()
                        .orElseThrow();
        assertThat(procs.flags()).isEqualTo(HostFile.WRITE_ONLY);
        assertThat(all(program, IdentityOperation.JoinCgroup.class))
                .containsExactly(new IdentityOperation.JoinCgroup(procs.slot()));
        assertThat(all(program, IdentityOperation.Unshare.class)).isEmpty();
    }

    @Test
    void initOfANewCgroupNamespaceIsClonedIntoItsControlGroup() throws SpecException {
        Program program =
                compile(
                        withCgroupNamespace("{'type': 'cgroup'}"),
                        Fixtures.request(Fixtures.v2Directory()),
                        Fixtures.root(Fixtures.v2()));
        assertThat(all(program, CloneOperation.CloneInit.class))
                .noneMatch(clone -> clone.cgroup() == Program.NO_SLOT);
        assertThat(all(program, IdentityOperation.JoinCgroup.class)).isEmpty();
    }
}
