package dev.carafe.plan;

import static dev.carafe.plan.ShortConfig.MOUNT_NAMESPACE;
import static dev.carafe.plan.ShortConfig.all;
import static dev.carafe.plan.ShortConfig.compile;
import static dev.carafe.plan.ShortConfig.json;
import static dev.carafe.plan.ShortConfig.problems;
import static dev.carafe.plan.ShortConfig.refusedPointers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carafe.linux.HostFacts;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.error.SpecException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompilerRulesTest {
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
    void aNetworkNamespaceOfTheCallersUserNamespaceCanBeMadeAlone() throws SpecException {
        String namespaces = "'linux': {'namespaces': [{'type': 'mount'}%s]%s}";
        String network = ", {'type': 'network'}";
        String mappings =
                ", 'uidMappings': [{'containerID': 0, 'hostID': 1000, 'size': 1}],"
                        + " 'gidMappings': [{'containerID': 0, 'hostID': 1000, 'size': 1}]";
        assertThat(networkIsSeparable(namespaces.formatted(network, ""))).isTrue();
        assertThat(networkIsSeparable(namespaces.formatted("", ""))).isFalse();
        String joined = ", {'type': 'network', 'path': '/run/netns/a'}";
        assertThat(networkIsSeparable(namespaces.formatted(joined, ""))).isFalse();
        // An intermediate clones init.
        String other = network + ", {'type': 'ipc', 'path': '/run/ipcns/a'}";
        assertThat(networkIsSeparable(namespaces.formatted(other, ""))).isFalse();
        String owned = network + ", {'type': 'user'}";
        assertThat(networkIsSeparable(namespaces.formatted(owned, mappings))).isFalse();
    }

    private static boolean networkIsSeparable(String linux) throws SpecException {
        return compile(json("", linux)).makesSeparableNetwork();
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

    @Test
    void aTerminalOfADetachedContainerNeedsAConsoleSocket() {
        LaunchRequest request =
                new LaunchRequest(
                        "box",
                        Path.of("/bundle"),
                        new Release.AtStart(Path.of("/gate"), Path.of("/report")),
                        Fixtures.noDirectories(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
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
    void aNulCharacterIsRefusedWhereItStands() {
        String json = json("", MOUNT_NAMESPACE).replace("[\"sh\"]", "[\"sh\", \"a\\u0000b\"]");
        SpecException refused = catchThrowableOfType(SpecException.class, () -> compile(json));
        assertThat(refused).isNotNull();
        assertThat(refused.problems())
                .extracting(Problem::pointer)
                .allMatch(p -> p.startsWith("/process/args"));
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
