/* A kernel without a call: another one is used, or the error names the call. */
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "container.h"
#include "harness.h"
#include "kernel.h"

static struct container container;

/* From here on the call answers ENOSYS, here and in children. */
static void deny(long call)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog filter = {.len = sizeof(code) / sizeof(code[0]), .filter = code};
    CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    CHECK(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) == 0);
}

/* Launches without the call; that the failure is its. */
static void fails_by(long call, const char *name)
{
    encode_process(&container, LIST("true"));
    deny(call);
    CHECK(container_launch(&container) != 0 || container_next(&container) == LAUNCH_FAILED);
    CHECK(container.failure.kind == FAILURE_ERRNO && container.failure.number == ENOSYS);
    container.failure.detail[strcspn(container.failure.detail, ":")] = '\0';
    CHECK_STRING(container.failure.detail, name);
}

static void container_fails_by(long call, const char *name)
{
    container_prepare(&container);
    encode_host(&container, ALL_NAMESPACES);
    encode_filesystem(&container);
    fails_by(call, name);
}

/* A whole run without the call. */
static void runs_without(long call)
{
    container_prepare(&container);
    encode_host(&container, ALL_NAMESPACES);
    encode_filesystem(&container);
    encode_process(&container, LIST("/bin/sh", "-c", "ls /proc/$$/fd; echo up"));
    deny(call);
    CHECK(strstr(container_output(&container), "up\n") != NULL);
}

static void clone3IsDoneWithout(void)
{
    runs_without(SYS_clone3);
}

static void closeRangeIsDoneWithout(void)
{
    runs_without(SYS_close_range);
}

/* CLONE_INTO_CGROUP is clone3's alone: init enters by itself, and before it has its namespace. */
static void cgroupIsEnteredWithoutClone3(void)
{
    static const char group[] = "/sys/fs/cgroup/unified/carafe-denied-test";
    container_prepare(&container);
    (void)rmdir(group);
    if (mkdir(group, 0755) != 0)
        skip_test("needs /sys/fs/cgroup/unified");
    remove_later(group);
    encode(&container.encoder, 'H', OPERATION_open_file, SLOT_GATE, container.gate_path,
           (uint32_t)(O_RDONLY | O_NONBLOCK));
    encode(&container.encoder, 'H', OPERATION_open_file, SLOT_REPORT, container.report_path,
           (uint32_t)O_RDWR);
    encode(&container.encoder, 'H', OPERATION_open_file, SLOT_FREE, group,
           (uint32_t)(O_RDONLY | O_DIRECTORY));
    encode(&container.encoder, 'H', OPERATION_clone_init, ALL_NAMESPACES | KERNEL_CLONE_NEWCGROUP,
           SLOT_FREE);
    encode_filesystem(&container);
    encode_process(&container, LIST("/bin/sh", "-c", "cat /proc/self/cgroup"));
    deny(SYS_clone3);
    CHECK(strstr(container_output(&container), "0::/\n") != NULL);
}

static void openat2IsNamed(void)
{
    container_fails_by(SYS_openat2, "openat2");
}

static void mountSetattrIsNamed(void)
{
    container_fails_by(SYS_mount_setattr, "mount_setattr");
}

static void moveMountIsNamed(void)
{
    container_fails_by(SYS_move_mount, "move_mount");
}

static void openTreeIsNamed(void)
{
    container_fails_by(SYS_open_tree, "open_tree");
}

static void fsopenIsNamed(void)
{
    container_fails_by(SYS_fsopen, "fsopen");
}

static void fsmountIsNamed(void)
{
    container_fails_by(SYS_fsmount, "fsmount");
}

/* A program that has no mounts: that of exec, or a container in its caller's namespaces. */
static void bare_program(void)
{
    container_prepare(&container);
    encode_host(&container, CLONE_NEWNS);
}

static void openat2OfTheWorkingDirectoryIsNamed(void)
{
    bare_program();
    encode(&container.encoder, 'I', OPERATION_change_directory, "/", 0U);
    fails_by(SYS_openat2, "openat2");
}

static void openat2OfAMadeDirectoryIsNamed(void)
{
    bare_program();
    encode(&container.encoder, 'I', OPERATION_make_directory, "/tmp", 0755U);
    fails_by(SYS_openat2, "openat2");
}

static void fsopenOfThePrivateProcfsIsNamed(void)
{
    bare_program();
    encode(&container.encoder, 'I', OPERATION_write_sysctl, "kernel/domainname", "x");
    fails_by(SYS_fsopen, "fsopen");
}

const struct test denied_tests[] = {
    TEST(clone3IsDoneWithout),
    TEST(closeRangeIsDoneWithout),
    TEST(cgroupIsEnteredWithoutClone3),
    TEST(openat2IsNamed),
    TEST(mountSetattrIsNamed),
    TEST(moveMountIsNamed),
    TEST(openTreeIsNamed),
    TEST(fsopenIsNamed),
    TEST(fsmountIsNamed),
    TEST(openat2OfTheWorkingDirectoryIsNamed),
    TEST(openat2OfAMadeDirectoryIsNamed),
    TEST(fsopenOfThePrivateProcfsIsNamed),
    {NULL, NULL},
};
