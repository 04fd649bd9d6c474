/* Whole containers, from the program's bytes to the exec. */
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "container.h"
#include "harness.h"
#include "io.h"

/* Too large for a stack that other things share; each test is a process. */
static struct container container;

static void simple_container(const char *script)
{
    container_prepare(&container);
    encode_host(&container, ALL_NAMESPACES);
    encode_filesystem(&container);
    encode_process(&container, LIST("sh", "-c", script));
}

static void containerRunsItsProcess(void)
{
    simple_container("echo $$; pwd; ls /; ls /dev | tr '\\n' ' '");
    CHECK_STRING(container_output(&container),
                 "1\n/\nbin\ndev\netc\nproc\nsys\nfd full mqueue null pts random urandom zero ");
}

static void processHasNoForeignDescriptor(void)
{
    CHECK(open("/etc", O_RDONLY) >= 0);
    CHECK(open("/", O_RDONLY | O_DIRECTORY) >= 0);
    simple_container("ls /proc/self/fd | tr '\\n' ' '");
    /* 3 is the directory that ls itself reads. */
    CHECK_STRING(container_output(&container), "0 1 2 3 ");
}

static void keptDescriptorsArriveAndNoOthers(void)
{
    container_prepare(&container);
    write_file(scratch_path("kept"), "kept");
    CHECK(open(scratch_path("kept"), O_RDONLY) == 3);
    CHECK(open("/etc", O_RDONLY) == 4);
    encode_host(&container, ALL_NAMESPACES);
    encode_filesystem(&container);
    encode(&container.encoder, 'I', OPERATION_keep_descriptors, 1U);
    encode_process(&container, LIST("sh", "-c", "cat <&3; ls /proc/self/fd | tr '\\n' ' '"));
    CHECK_STRING(container_output(&container), "kept0 1 2 3 4 ");
}

static void processStartsWithCleanSignals(void)
{
    sigset_t blocked;
    sigfillset(&blocked);
    signal(SIGTERM, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    sigprocmask(SIG_BLOCK, &blocked, NULL);
    container_prepare(&container);
    encode_host(&container, ALL_NAMESPACES);
    encode_filesystem(&container);
    /* Not a shell's child: shells ignore some themselves. */
    encode_process(&container,
                   LIST("grep", "-E", "Sig(Blk|Ign|Cgt)|NoNewPrivs", "/proc/self/status"));
    CHECK_STRING(container_output(&container),
                 "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n"
                 "SigCgt:\t0000000000000000\nNoNewPrivs:\t0\n");
}

static void masksAndReadonlyPathsHold(void)
{
    simple_container("test ! -s /proc/timer_list; ls /sys/firmware; (echo 1 > "
                     "/proc/sys/kernel/pid_max) 2>/dev/null || "
                     "echo refused; stat -c %t:%T /proc/keys");
    CHECK_STRING(container_output(&container), "refused\n1:3\n");
}

static void credentialsAreAsAsked(void)
{
    static const uint32_t groups[] = {7, 8};
    container_prepare(&container);
    write_file(scratch_path("root/etc/passwd"),
               "root:x:0:0::/root:/bin/sh\nme:x:1000:1000::/home/me:\n");
    encode_host(&container, ALL_NAMESPACES);
    encode_filesystem(&container);
    struct encoder *encoder = &container.encoder;
    encode(encoder, 'I', OPERATION_set_environment, LIST("PATH=/bin"));
    encode(encoder, 'I', OPERATION_default_home, 1000U);
    encode(encoder, 'I', OPERATION_set_rlimit, (uint32_t)RLIMIT_NOFILE, (uint64_t)100,
           (uint64_t)200);
    encode(encoder, 'I', OPERATION_limit_bounding_set, (uint64_t)0x20);
    encode(encoder, 'I', OPERATION_set_user, 1000U, 1001U, groups, 2U, 0U);
    encode(encoder, 'I', OPERATION_set_capabilities, (uint64_t)0x20, (uint64_t)0x20, (uint64_t)0x20,
           (uint64_t)0x20);
    encode(encoder, 'I', OPERATION_set_no_new_privileges);
    encode(encoder, 'I', OPERATION_set_umask, 027U);
    encode(encoder, 'I', OPERATION_find_program, "sh");
    encode(encoder, 'I', OPERATION_gate, SLOT_GATE, SLOT_REPORT);
    encode(
        encoder, 'I', OPERATION_execute,
        LIST("sh", "-c",
             "echo $HOME; umask; ulimit -n; grep -E 'Uid|Gid|Groups|Cap|NoNew' /proc/self/status"));
    CHECK_STRING(container_output(&container),
                 "/home/me\n0027\n100\nUid:\t1000\t1000\t1000\t1000\nGid:\t1001\t1001\t1001\t1001\n"
                 "Groups:\t7 8 \nCapInh:\t0000000000000020\nCapPrm:\t0000000000000020\n"
                 "CapEff:\t0000000000000020\nCapBnd:\t0000000000000020\nCapAmb:\t0000000000000020\n"
                 "NoNewPrivs:\t1\n");
}

static void userNamespaceIsMappedByTheClient(void)
{
    container_prepare(&container);
    encode_host(&container, ALL_NAMESPACES | CLONE_NEWUSER);
    struct encoder *encoder = &container.encoder;
    encode(encoder, 'P', OPERATION_write_proc_file, "uid_map", "0 100000 65536\n");
    encode(encoder, 'P', OPERATION_write_proc_file, "gid_map", "0 100000 65536\n");
    encode(encoder, 'I', OPERATION_new_session);
    encode(encoder, 'I', OPERATION_set_root_propagation, (uint64_t)(MS_SLAVE | MS_REC));
    encode(encoder, 'I', OPERATION_mount_root, container.root, NO_SLOT);
    encode(encoder, 'I', OPERATION_become_root);
    CHECK(mkdir(scratch_path("root/proc"), 0755) == 0);
    encode(encoder, 'I', OPERATION_new_mount, SLOT_MOUNT, "proc", "proc", (uint64_t)14, LIST());
    encode(encoder, 'I', OPERATION_attach_mount, SLOT_MOUNT, "/proc", TARGET_NOFOLLOW);
    encode(encoder, 'I', OPERATION_pivot_root);
    encode(encoder, 'I', OPERATION_mask_path, "/proc/keys");
    encode(encoder, 'I', OPERATION_set_user, 0U, 0U, NULL, 0U, 0U);
    encode_process(&container, LIST("sh", "-c", "cat /proc/self/uid_map; id -u; id -g; echo $$"));
    CHECK_STRING(container_output(&container), "         0     100000      65536\n0\n0\n1\n");
}

static void clientWithoutPrivilegeMapsItself(void)
{
    container_prepare(&container);
    CHECK(mkdir(scratch_path("root/proc"), 0755) == 0);
    CHECK(chown(container.gate_path, 1000, 1000) == 0);
    CHECK(chown(container.report_path, 1000, 1000) == 0);
    encode_host(&container, ALL_NAMESPACES | CLONE_NEWUSER);
    struct encoder *encoder = &container.encoder;
    encode(encoder, 'P', OPERATION_write_proc_file, "setgroups", "deny");
    encode(encoder, 'P', OPERATION_write_proc_file, "uid_map", "0 1000 1\n");
    encode(encoder, 'P', OPERATION_write_proc_file, "gid_map", "0 1000 1\n");
    encode(encoder, 'I', OPERATION_set_root_propagation, (uint64_t)(MS_SLAVE | MS_REC));
    encode(encoder, 'I', OPERATION_mount_root, container.root, NO_SLOT);
    encode(encoder, 'I', OPERATION_become_root);
    encode(encoder, 'I', OPERATION_new_mount, SLOT_MOUNT, "proc", "proc", (uint64_t)14, LIST());
    encode(encoder, 'I', OPERATION_attach_mount, SLOT_MOUNT, "/proc", TARGET_NOFOLLOW);
    encode(encoder, 'I', OPERATION_pivot_root);
    encode(encoder, 'I', OPERATION_write_sysctl, "net/ipv4/ip_default_ttl", "77");
    encode(encoder, 'I', OPERATION_set_user, 0U, 0U, NULL, 0U, 0U);
    encode_process(&container, LIST("sh", "-c", "id -u; cat /proc/self/setgroups"));
    write_file(scratch_path("stdout"), "");
    CHECK(chown(scratch_path("stdout"), 1000, 1000) == 0);
    CHECK(setgroups(0, NULL) == 0 && setresgid(1000, 1000, 1000) == 0);
    CHECK(setresuid(1000, 1000, 1000) == 0);
    /* A client that a user executes is dumpable; one that changed its ids is not. */
    CHECK(prctl(PR_SET_DUMPABLE, 1) == 0);
    CHECK_STRING(container_output(&container), "0\ndeny\n");
}

static pid_t start_holder(int flags)
{
    int ready[2];
    CHECK(pipe(ready) == 0);
    pid_t holder = fork();
    if (holder == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        CHECK(unshare(flags) == 0);
        if ((flags & CLONE_NEWPID) != 0 && fork() > 0)
            pause();
        /* Once more: neither fork nor a new user namespace keeps it. */
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        CHECK((flags & CLONE_NEWUTS) == 0 || sethostname("holder", 6) == 0);
        CHECK(write(ready[1], "x", 1) == 1);
        pause();
        _exit(0);
    }
    char byte;
    CHECK(read(ready[0], &byte, 1) == 1);
    return holder;
}

static void encode_join(uint32_t slot, pid_t holder, const char *name, uint32_t type)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int)holder, name);
    encode(&container.encoder, 'H', OPERATION_open_namespace, slot, path, type);
}

static void namespacesAreJoined(void)
{
    container_prepare(&container);
    pid_t holder = start_holder(CLONE_NEWUTS | CLONE_NEWPID | CLONE_NEWNET);
    encode_join(5, holder, "uts", CLONE_NEWUTS);
    encode_join(6, holder, "pid_for_children", CLONE_NEWPID);
    encode_join(7, holder, "net", CLONE_NEWNET);
    encode_host(&container, CLONE_NEWNS | CLONE_NEWIPC);
    struct encoder *encoder = &container.encoder;
    encode(encoder, 'E', OPERATION_join_namespace, 5U, (uint32_t)CLONE_NEWUTS);
    encode(encoder, 'E', OPERATION_join_namespace, 6U, (uint32_t)CLONE_NEWPID);
    encode(encoder, 'E', OPERATION_join_namespace, 7U, (uint32_t)CLONE_NEWNET);
    encode_filesystem(&container);
    encode_process(&container, LIST("sh", "-c", "hostname; echo $$"));
    /* Pid 1 is the holder's child. */
    const char *output = container_output(&container);
    kill(holder, SIGKILL);
    CHECK_STRING(output, "holder\n2\n");
}

static void aNamespaceOfAUserNamespaceIsJoinedAfterThat(void)
{
    container_prepare(&container);
    pid_t holder = start_holder(CLONE_NEWUSER | CLONE_NEWUTS);
    write_file("/proc/self/comm", "unit");
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/uid_map", (int)holder);
    write_file(path, "0 0 1000\n");
    snprintf(path, sizeof(path), "/proc/%d/gid_map", (int)holder);
    write_file(path, "0 0 1000\n");
    encode_join(5, holder, "uts", CLONE_NEWUTS);
    encode_join(6, holder, "user", CLONE_NEWUSER);
    encode_host(&container, CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWNET);
    struct encoder *encoder = &container.encoder;
    encode(encoder, 'E', OPERATION_join_namespace, 5U, (uint32_t)CLONE_NEWUTS);
    encode(encoder, 'E', OPERATION_join_namespace, 6U, (uint32_t)CLONE_NEWUSER);
    encode(encoder, 'I', OPERATION_set_root_propagation, (uint64_t)(MS_SLAVE | MS_REC));
    encode(encoder, 'I', OPERATION_mount_root, container.root, NO_SLOT);
    encode(encoder, 'I', OPERATION_become_root);
    encode(encoder, 'I', OPERATION_pivot_root);
    encode_process(&container, LIST("sh", "-c", "hostname; id -u"));
    const char *output = container_output(&container);
    kill(holder, SIGKILL);
    CHECK_STRING(output, "holder\n0\n");
}

static void timeOffsetsAreInTheTimeNamespaceOfInit(void)
{
    container_prepare(&container);
    encode_host(&container, ALL_NAMESPACES);
    encode(&container.encoder, 'E', OPERATION_unshare_time, "boottime 100000000 0\n");
    encode_filesystem(&container);
    encode_process(&container, LIST("sh", "-c", "cat /proc/self/timens_offsets"));
    CHECK(strstr(container_output(&container), "boottime    100000000         0") != NULL);
}

static void anInitWithoutPidNamespaceWorks(void)
{
    container_prepare(&container);
    encode_host(&container, CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC);
    encode_filesystem(&container);
    encode_process(&container, LIST("sh", "-c", "test $$ -gt 1 && echo yes"));
    CHECK_STRING(container_output(&container), "yes\n");
}

static void noPivotMovesTheRoot(void)
{
    container_prepare(&container);
    encode_host(&container, ALL_NAMESPACES);
    struct encoder *encoder = &container.encoder;
    encode(encoder, 'I', OPERATION_set_root_propagation, (uint64_t)(MS_SLAVE | MS_REC));
    encode(encoder, 'I', OPERATION_mount_root, container.root, NO_SLOT);
    encode(encoder, 'I', OPERATION_move_root);
    encode(encoder, 'I', OPERATION_mask_path, "/etc");
    encode_process(&container, LIST("sh", "-c", "ls /"));
    CHECK_STRING(container_output(&container), "bin\netc\n");
}

static void sysctlsAreWrittenThroughAPrivateProcfs(void)
{
    container_prepare(&container);
    encode_host(&container, ALL_NAMESPACES);
    encode_filesystem(&container);
    encode(&container.encoder, 'I', OPERATION_write_sysctl, "net/ipv4/ip_default_ttl", "77");
    encode(&container.encoder, 'I', OPERATION_raise_loopback);
    encode_process(
        &container,
        LIST("sh", "-c", "cat /proc/sys/net/ipv4/ip_default_ttl /sys/class/net/lo/carrier"));
    CHECK_STRING(container_output(&container), "77\n1\n");
}

static int64_t elapsed_us(const struct timespec *from)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - from->tv_sec) * 1000000 + (now.tv_nsec - from->tv_nsec) / 1000;
}

/* Not a bound that a busy machine could break: the figure is printed for those who ask. */
static void timeFromLaunchToExecIsMeasured(void)
{
    struct timespec begin;
    simple_container("true");
    clock_gettime(CLOCK_MONOTONIC, &begin);
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_READY);
    int64_t ready = elapsed_us(&begin);
    CHECK(container_start(&container, "{}"));
    int64_t executed = elapsed_us(&begin);
    CHECK(container_wait(&container) == 0);
    if (getenv("CARAFE_TEST_TIMES") != NULL)
        printf("launch to ready %lld us, to exec %lld us, to the end %lld us\n", (long long)ready,
               (long long)executed, (long long)elapsed_us(&begin));
}

/* Too low for init, which opens files up to the exec: that is when it is taken. */
static void lowDescriptorLimitIsTheProcesssOnly(void)
{
    container_prepare(&container);
    encode_host(&container, ALL_NAMESPACES);
    encode_filesystem(&container);
    struct encoder *encoder = &container.encoder;
    encode(encoder, 'I', OPERATION_set_rlimit, (uint32_t)RLIMIT_NOFILE, (uint64_t)3, (uint64_t)4);
    encode(encoder, 'I', OPERATION_set_environment, LIST("PATH=/bin"));
    encode(encoder, 'I', OPERATION_change_directory, "/bin", 0U);
    encode(encoder, 'I', OPERATION_gate, SLOT_GATE, SLOT_REPORT);
    encode(encoder, 'I', OPERATION_run_hook, "/bin/sh", LIST("sh", "-c", "cat; ulimit -n"),
           LIST("PATH=/bin"), 0U);
    encode(encoder, 'I', OPERATION_execute, LIST("sh", "-c", "ulimit -Sn; ulimit -Hn"));
    CHECK_STRING(container_output(&container), "3\n4\n");
}

static void callersDescriptorLimitIsTheProcesss(void)
{
    container_prepare(&container);
    container.descriptors.rlim_cur = 77;
    encode_host(&container, ALL_NAMESPACES);
    encode_filesystem(&container);
    struct encoder *encoder = &container.encoder;
    encode(encoder, 'I', OPERATION_set_environment, LIST("PATH=/bin"));
    encode(encoder, 'I', OPERATION_run_hook, "/bin/sh", LIST("sh", "-c", "test $(ulimit -n) = 77"),
           LIST("PATH=/bin"), 0U);
    encode(encoder, 'I', OPERATION_gate, SLOT_GATE, SLOT_REPORT);
    encode(encoder, 'I', OPERATION_execute, LIST("sh", "-c", "ulimit -n"));
    CHECK_STRING(container_output(&container), "77\n");
}

const struct test container_tests[] = {
    TEST(lowDescriptorLimitIsTheProcesssOnly),
    TEST(callersDescriptorLimitIsTheProcesss),
    TEST(containerRunsItsProcess),
    TEST(processHasNoForeignDescriptor),
    TEST(keptDescriptorsArriveAndNoOthers),
    TEST(processStartsWithCleanSignals),
    TEST(masksAndReadonlyPathsHold),
    TEST(credentialsAreAsAsked),
    TEST(userNamespaceIsMappedByTheClient),
    TEST(clientWithoutPrivilegeMapsItself),
    TEST(namespacesAreJoined),
    TEST(aNamespaceOfAUserNamespaceIsJoinedAfterThat),
    TEST(timeOffsetsAreInTheTimeNamespaceOfInit),
    TEST(anInitWithoutPidNamespaceWorks),
    TEST(noPivotMovesTheRoot),
    TEST(sysctlsAreWrittenThroughAPrivateProcfs),
    TEST(timeFromLaunchToExecIsMeasured),
    {NULL, NULL},
};
