/* Operations that make init: what they mean is in launch.c and enter.c, which run them in order. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>

#include "kernel.h"
#include "procfs.h"
#include "run.h"

int op_clone_init(struct run *run, const struct operation *operation)
{
    run->clone = operation;
    return 0;
}

/* What is in the namespaces that are joined must not look into us: CVE-2016-9962. */
static int guard_intermediate(struct run *run)
{
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return fail_errno(run->failure, "prctl: PR_SET_DUMPABLE");
    return 0;
}

int op_join_namespace(struct run *run, const struct operation *operation)
{
    uint32_t slot = operation->arguments[0].u;
    if (guard_intermediate(run) != 0)
        return -1;
    if (setns(slot_fd(run, slot), (int)operation->arguments[1].u) != 0)
        return fail_errno(run->failure, "setns: the namespace in slot %u", slot);
    /* An empty slot is a namespace that was joined. */
    close_and_forget(&run->program->slots[slot]);
    return 0;
}

int op_join_process(struct run *run, const struct operation *operation)
{
    uint32_t slot = operation->arguments[0].u;
    uint64_t namespaces = operation->arguments[1].q;
    if (guard_intermediate(run) != 0)
        return -1;
    if (namespaces != 0 && setns(slot_fd(run, slot), (int)namespaces) != 0)
        return fail_errno(run->failure, "setns: the container's init");
    close_and_forget(&run->program->slots[slot]);
    return 0;
}

/* The offsets can be written until the first process is in the namespace: init. */
int op_unshare_time(struct run *run, const struct operation *operation)
{
    const char *offsets = operation->arguments[0].s;
    if (unshare((int)KERNEL_CLONE_NEWTIME) != 0)
        return fail_errno(run->failure, "unshare: CLONE_NEWTIME");
    run->time_unshared = true;
    if (offsets[0] == '\0')
        return 0;
    cleanup_fd int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (proc < 0)
        return fail_errno(run->failure, "open: /proc");
    if (check_procfs(run->failure, proc, "/proc") != 0)
        return -1;
    cleanup_fd int fd = openat(proc, "self/timens_offsets", O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return fail_errno(run->failure, "open: /proc/self/timens_offsets");
    if (write_full(fd, offsets, strlen(offsets)) != 0)
        return fail_errno(run->failure, "write: /proc/self/timens_offsets");
    return 0;
}
