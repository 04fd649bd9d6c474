#include "init.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "descriptor_range.h"
#include "kernel.h"
#include "link.h"
#include "signals.h"

/* Where the next descriptor at or above `from` is that init has a use for; -1: there is none. */
static int next_own_descriptor(const struct run *run, int from)
{
    int next = run->link >= from ? run->link : -1;
    for (uint32_t i = 0; i < run->program->slot_count; i++) {
        int fd = run->program->slots[i];
        if (fd >= from && (next < 0 || fd < next))
            next = fd;
    }
    return next;
}

int close_foreign_descriptors(struct run *run)
{
    const struct operation *keep = program_find(run->program, OPERATION_keep_descriptors);
    int from = 3 + (keep == NULL ? 0 : (int)keep->arguments[0].u);
    int own;
    while ((own = next_own_descriptor(run, from)) >= 0) {
        if (own > from && close_descriptors((unsigned)from, (unsigned)own - 1, 0) != 0)
            return fail_errno(run->failure, "close_range");
        from = own + 1;
    }
    if (close_descriptors((unsigned)from, ~0U, 0) != 0)
        return fail_errno(run->failure, "close_range");
    return 0;
}

int enter_cgroup(struct run *run)
{
    uint32_t slot = run->clone->arguments[1].u;
    if (write_full(slot_fd(run, slot), "0", 1) != 0)
        return fail_errno(run->failure, "write: cgroup.procs");
    close_and_forget(&run->program->slots[slot]);
    return 0;
}

/* What clone3(2) would have done: clone.c, prepare_cgroup. */
static int enter_cgroup_and_namespace(struct run *run)
{
    if (enter_cgroup(run) != 0)
        return -1;
    if ((run->clone->arguments[0].q & KERNEL_CLONE_NEWCGROUP) != 0 &&
        unshare((int)KERNEL_CLONE_NEWCGROUP) != 0)
        return fail_errno(run->failure, "unshare: CLONE_NEWCGROUP");
    return 0;
}

static int prepare(struct run *run, bool stay_dumpable)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
        return fail_errno(run->failure, "prctl: PR_SET_PDEATHSIG");
    if (!stay_dumpable && guard_init(run) != 0)
        return -1;
    reset_signals();
    /* The client's end may be gone when init writes: an error, not a death. */
    if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
        return fail_errno(run->failure, "signal");
    run->caller_umask = umask(0);
    if (run->enters_cgroup && enter_cgroup_and_namespace(run) != 0)
        return -1;
    return close_foreign_descriptors(run);
}

/* Tells who waits for it, the client or the engine at the other end of the report FIFO. */
static void report_failure(const struct run *run)
{
    const struct failure *failure = run->failure;
    if (run->report >= 0)
        (void)write_full(run->report, failure, FAILURE_HEADER_SIZE + failure->length);
    else if (run->link >= 0)
        (void)link_send_failure(run->link, failure);
}

void init_main(struct run *run, bool stay_dumpable)
{
    failure_clear(run->failure);
    int prepared = prepare(run, stay_dumpable);
    int none;
    /* A failure before this is told after it: the client listens from here on. */
    if (link_expect(run->link, LINK_GO, &none) != 0)
        _exit(1);
    if (prepared == 0 && guard_init(run) == 0 && run_phase(run, 'I') != 0)
        undo_changes(run);
    report_failure(run);
    _exit(1);
}
