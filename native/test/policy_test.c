/* How the kernel runs and labels the process, as seen from inside a container. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/xattr.h>

#include "container.h"
#include "harness.h"
#include "io.h"
#include "kernel.h"

#define MODE_PREFERRED 1U
#define MODE_INTERLEAVE 3U
#define STATIC_NODES 0x8000U
#define IO_CLASS_REAL_TIME 1U
#define IO_CLASS_BEST_EFFORT 2U

static struct container container;

static void prepare(uint64_t namespaces)
{
    container_prepare(&container);
    encode_host(&container, namespaces);
    encode_filesystem(&container);
}

static const char *output_of(const char *script)
{
    encode_process(&container, LIST("sh", "-c", script));
    return container_output(&container);
}

static void schedulerIsSet(void)
{
    prepare(ALL_NAMESPACES);
    encode(&container.encoder, 'I', OPERATION_set_scheduler, (uint32_t)SCHED_BATCH, (uint64_t)0, 7,
           0U, (uint64_t)0, (uint64_t)0, (uint64_t)0);
    CHECK_STRING(output_of("set -- $(cat /proc/self/stat); echo ${19} ${40} ${41}"), "7 0 3\n");
}

static void clientSetsTheSchedulerOfAnInit(void)
{
    prepare(ALL_NAMESPACES);
    encode(&container.encoder, 'L', OPERATION_set_scheduler, (uint32_t)SCHED_IDLE, (uint64_t)0, 0,
           0U, (uint64_t)0, (uint64_t)0, (uint64_t)0);
    /* The nice value of this policy is the one that we have, and are not always called with 0. */
    char expected[32];
    (void)snprintf(expected, sizeof(expected), "%d 0 5\n", getpriority(PRIO_PROCESS, 0));
    CHECK_STRING(output_of("set -- $(cat /proc/self/stat); echo ${19} ${40} ${41}"), expected);
    struct kernel_sched_attr own = {.size = sizeof(own)};
    CHECK(syscall(SYS_sched_getattr, 0, &own, sizeof(own), 0) == 0 && own.policy == 0);
}

static void policyThatLinuxDoesNotHaveIsRefused(void)
{
    prepare(ALL_NAMESPACES);
    encode(&container.encoder, 'I', OPERATION_set_scheduler, 4U, (uint64_t)0, 0, 0U, (uint64_t)0,
           (uint64_t)0, (uint64_t)0);
    encode_process(&container, LIST("true"));
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_FAILED);
    CHECK(container.event.failure.number == EINVAL);
    CHECK_STRING(container.event.failure.detail, "sched_setattr");
}

static void ioPriorityIsThatOfTheProcessGroup(void)
{
    prepare(ALL_NAMESPACES);
    encode(&container.encoder, 'L', OPERATION_set_io_priority, IO_CLASS_BEST_EFFORT, 6U);
    CHECK_STRING(output_of("/bin/busybox ionice -p $$"), "best-effort: prio 6\n");
    CHECK(syscall(SYS_ioprio_get, 1, 0) != (long)(IO_CLASS_BEST_EFFORT << 13 | 6U));
}

static void initSetsItsOwnIoPriority(void)
{
    prepare(ALL_NAMESPACES);
    encode(&container.encoder, 'I', OPERATION_set_io_priority, IO_CLASS_REAL_TIME, 2U);
    CHECK_STRING(output_of("/bin/busybox ionice -p $$"), "realtime: prio 2\n");
}

static void personalityChangesWhatTheMachineIsCalled(void)
{
    prepare(ALL_NAMESPACES);
    encode(&container.encoder, 'I', OPERATION_set_personality, 8U);
    CHECK_STRING(output_of("cat /proc/self/personality"), "00000008\n");
}

static void memoryPolicyIsSeenInNumaMaps(void)
{
    static const uint32_t nodes[] = {0};
    prepare(ALL_NAMESPACES);
    encode(&container.encoder, 'I', OPERATION_set_memory_policy, MODE_INTERLEAVE, STATIC_NODES,
           nodes, 1U);
    CHECK_STRING(output_of("grep -q ' interleave=static:0 ' /proc/self/numa_maps && echo so"),
                 "so\n");
}

static void memoryPolicyNeedsNoNodes(void)
{
    prepare(ALL_NAMESPACES);
    encode(&container.encoder, 'I', OPERATION_set_memory_policy, MODE_PREFERRED, 0U, NULL, 0U);
    CHECK_STRING(output_of("grep -q ' local ' /proc/self/numa_maps && echo so"), "so\n");
}

static void rootOfAMountIsLabelled(void)
{
    prepare(ALL_NAMESPACES);
    struct encoder *encoder = &container.encoder;
    encode(encoder, 'I', OPERATION_new_mount, SLOT_FREE, "tmpfs", "tmpfs", (uint64_t)0, LIST());
    encode(encoder, 'I', OPERATION_label_mount, SLOT_FREE, "system_u:object_r:tmp_t:s0");
    encode(encoder, 'I', OPERATION_attach_mount, SLOT_FREE, "/labelled", 0U);
    encode_process(&container, LIST("sleep", "100"));
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_READY);
    char path[64];
    char label[64] = "";
    snprintf(path, sizeof(path), "/proc/%d/root/labelled", (int)container.launch.pid);
    CHECK(getxattr(path, "security.selinux", label, sizeof(label) - 1) > 0);
    CHECK_STRING(label, "system_u:object_r:tmp_t:s0");
    CHECK(kill(container.launch.pid, SIGKILL) == 0);
}

static void attributeThatNoModuleTakesIsAnError(void)
{
    prepare(ALL_NAMESPACES);
    encode(&container.encoder, 'I', OPERATION_set_security_attribute, "exec", "no such label");
    encode_process(&container, LIST("true"));
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_FAILED);
    CHECK_STRING(container.event.failure.detail, "write: /proc/self/attr/exec: no such label");
}

const struct test policy_tests[] = {
    TEST(schedulerIsSet),
    TEST(clientSetsTheSchedulerOfAnInit),
    TEST(policyThatLinuxDoesNotHaveIsRefused),
    TEST(ioPriorityIsThatOfTheProcessGroup),
    TEST(initSetsItsOwnIoPriority),
    TEST(personalityChangesWhatTheMachineIsCalled),
    TEST(memoryPolicyIsSeenInNumaMaps),
    TEST(memoryPolicyNeedsNoNodes),
    TEST(rootOfAMountIsLabelled),
    TEST(attributeThatNoModuleTakesIsAnError),
    {NULL, NULL},
};
