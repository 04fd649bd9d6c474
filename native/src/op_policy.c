/* How the kernel runs the process: when, with what priority, as what machine, in which memory. */
#include <sys/personality.h>

#include "kernel.h"
#include "run.h"

/* ioprio_set(2): a process group, and where the class is in the value. */
#define IO_WHO_GROUP 2
#define IO_CLASS_SHIFT 13

#define NODES_IN_WORD (8 * sizeof(unsigned long))

/* In phase L it is the client that acts, on init; in phase I init itself. */
static pid_t target(const struct run *run, const struct operation *operation)
{
    return operation->phase == 'L' ? run->init_pid : 0;
}

int op_set_scheduler(struct run *run, const struct operation *operation)
{
    const union argument *arguments = operation->arguments;
    struct kernel_sched_attr attributes = {
        .size = sizeof(attributes),
        .policy = arguments[0].u,
        .flags = arguments[1].q,
        .nice = arguments[2].i,
        .priority = arguments[3].u,
        .runtime = arguments[4].q,
        .deadline = arguments[5].q,
        .period = arguments[6].q,
    };
    if (syscall(SYS_sched_setattr, target(run, operation), &attributes, 0) != 0)
        return fail_errno(run->failure, "sched_setattr");
    return 0;
}

int op_set_io_priority(struct run *run, const struct operation *operation)
{
    uint32_t value = operation->arguments[0].u << IO_CLASS_SHIFT | operation->arguments[1].u;
    if (syscall(SYS_ioprio_set, IO_WHO_GROUP, target(run, operation), value) != 0)
        return fail_errno(run->failure, "ioprio_set");
    return 0;
}

int op_set_personality(struct run *run, const struct operation *operation)
{
    if (personality(operation->arguments[0].u) < 0)
        return fail_errno(run->failure, "personality: %#x", operation->arguments[0].u);
    return 0;
}

int op_set_cpu_affinity(struct run *run, const struct operation *operation)
{
    const struct bytes *set = &operation->arguments[0].b;
    if (syscall(SYS_sched_setaffinity, 0, (size_t)set->length, set->data) < 0)
        return fail_errno(run->failure, "sched_setaffinity");
    return 0;
}

int op_set_memory_policy(struct run *run, const struct operation *operation)
{
    unsigned long nodes[MEMORY_NODES / NODES_IN_WORD] = {0};
    const union argument *arguments = operation->arguments;
    for (uint32_t i = 0; i < arguments[2].n.count; i++) {
        uint32_t node = arguments[2].n.items[i];
        nodes[node / NODES_IN_WORD] |= 1UL << node % NODES_IN_WORD;
    }
    bool none = arguments[2].n.count == 0;
    /* The kernel takes one bit less than it is told. */
    if (syscall(SYS_set_mempolicy, arguments[0].u | arguments[1].u, none ? NULL : nodes,
                none ? 0UL : MEMORY_NODES + 1UL) != 0)
        return fail_errno(run->failure, "set_mempolicy");
    return 0;
}
