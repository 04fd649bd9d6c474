package dev.carafe.plan;

import static dev.carafe.plan.ShortConfig.MOUNT_NAMESPACE;
import static dev.carafe.plan.ShortConfig.all;
import static dev.carafe.plan.ShortConfig.compile;
import static dev.carafe.plan.ShortConfig.json;
import static dev.carafe.plan.ShortConfig.problems;
import static dev.carafe.plan.ShortConfig.refusedPointers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.error.SpecException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of mounts and of the root. */
class MountRulesTest {
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
}
