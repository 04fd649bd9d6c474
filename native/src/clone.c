#include "clone.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "clone_process.h"
#include "init.h"
#include "kernel.h"
#include "link.h"

/*
 * Whether init must be dumpable until its maps are written: only the owner of the files may,
 * and those of a non-dumpable process are root's.
 */
static bool must_stay_dumpable(const struct run *run)
{
    return geteuid() != 0 && (run->clone->arguments[0].q & KERNEL_CLONE_NEWUSER) != 0;
}

/* The clone itself; does not return in init. -1 with the failure. */
static pid_t clone_init(struct run *run, int client_end, int init_end, uint64_t relation,
                        int *pidfd)
{
    uint32_t cgroup = run->clone->arguments[1].u;
    uint64_t later = run->enters_cgroup ? KERNEL_CLONE_NEWCGROUP : 0;
    bool parent = (relation & KERNEL_CLONE_PARENT) != 0;
    struct kernel_clone_args arguments = {.flags = (run->clone->arguments[0].q & ~later) |
                                                   relation | KERNEL_CLONE_PIDFD,
                                          .pidfd = (uint64_t)(uintptr_t)pidfd,
                                          /* With CLONE_PARENT it is the caller's own. */
                                          .exit_signal = parent ? 0 : SIGCHLD};
    if (cgroup != NO_SLOT && !run->enters_cgroup) {
        int directory = slot_fd(run, cgroup);
        if (directory < 0)
            return fail_errno(run->failure, "clone3: the control group in slot %u", cgroup);
        arguments.flags |= KERNEL_CLONE_INTO_CGROUP;
        arguments.cgroup = (uint64_t)directory;
    }
    bool stay_dumpable = must_stay_dumpable(run);
    pid_t pid = clone_process(&arguments);
    if (pid < 0)
        return fail_errno(run->failure, "clone3");
    if (pid > 0)
        return pid;
    close_fd(client_end);
    run->link = init_end;
    init_main(run, stay_dumpable);
}

/* The user namespace to join, if it is joined after that operation. */
static bool user_namespace_follows(const struct run *run, const struct operation *operation)
{
    for (uint32_t i = operation->index + 1; i < run->program->operation_count; i++) {
        const struct operation *later = &run->program->operations[i];
        if (later->number == OPERATION_join_namespace &&
            later->arguments[1].u == KERNEL_CLONE_NEWUSER)
            return true;
    }
    return false;
}

static bool is_entered(const struct run *run, const struct operation *operation)
{
    if (operation->number == OPERATION_unshare_time)
        return run->time_unshared;
    return run->program->slots[operation->arguments[0].u] < 0;
}

/*
 * Joins in order. One that is not allowed yet is left for a second round, when the user
 * namespace gives the rights. A slot is emptied when its namespace was joined.
 */
static int join_namespaces(struct run *run)
{
    const struct program *program = run->program;
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < program->operation_count; i++) {
            const struct operation *operation = &program->operations[i];
            if (operation->phase != 'E')
                continue;
            if (is_entered(run, operation) || run_operation(run, operation) == 0)
                continue;
            bool again = round == 0 && run->failure->kind == FAILURE_ERRNO &&
                         run->failure->number == EPERM && user_namespace_follows(run, operation);
            if (!again)
                return -1;
        }
    }
    return 0;
}

_Noreturn static void intermediate_main(struct run *run, int client_end, int init_end)
{
    /* What is in the namespaces that are joined must not look into us: CVE-2016-9962. */
    int guarded = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    int pidfd = -1;
    pid_t pid = -1;
    close_fd(client_end);
    failure_clear(run->failure);
    if (guarded != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
        fail_errno(run->failure, "prctl: PR_SET_DUMPABLE, PR_SET_PDEATHSIG");
    else if (join_namespaces(run) == 0) {
        pid = clone_init(run, -1, init_end, KERNEL_CLONE_PARENT, &pidfd);
        if (pid < 0)
            run->failure->operation = run->clone->index;
    }
    if (pid < 0)
        (void)link_send_failure(init_end, run->failure);
    else
        (void)link_send(init_end, LINK_CLONED, (uint32_t)pid, pidfd);
    _exit(pid < 0 ? 1 : 0);
}

/* What the intermediate says. 0, or -1 with the failure. */
static int hear_intermediate(struct run *run, int client_end, struct new_init *made)
{
    struct link_message message;
    int came = link_receive(client_end, &message, &made->pidfd, 0);
    if (came < 0)
        return fail_errno(run->failure, "recvmsg: the intermediate");
    if (came == 0)
        return fail_with(run->failure, FAILURE_DIED, 0, "the intermediate", 16);
    if (message.type == LINK_FAILED) {
        *run->failure = message.failure;
        return -1;
    }
    made->pid = (pid_t)message.number;
    return 0;
}

static int make_init_by_intermediate(struct run *run, int client_end, int init_end,
                                     struct new_init *made)
{
    struct kernel_clone_args arguments = {.exit_signal = SIGCHLD};
    pid_t intermediate = clone_process(&arguments);
    if (intermediate < 0)
        return fail_errno(run->failure, "clone3: the intermediate");
    if (intermediate == 0)
        intermediate_main(run, client_end, init_end);
    int status = 0;
    while (waitpid(intermediate, &status, 0) < 0 && errno == EINTR)
        ;
    /* It is gone, so that what it said is there already, and nothing is waited for in vain. */
    if (!WIFEXITED(status))
        return fail_with(run->failure, FAILURE_DIED, status, "the intermediate", 16);
    return hear_intermediate(run, client_end, made);
}

/*
 * Without clone3(2) init goes into its control group by itself, before anything else, through a
 * file that is opened here: for an open file the kernel looks at the rights of whoever opened it.
 * The slot has the file then, instead of the directory.
 */
static int prepare_cgroup(struct run *run)
{
    uint32_t slot = run->clone->arguments[1].u;
    if (slot == NO_SLOT || clone3_is_there())
        return 0;
    int file = openat(slot_fd(run, slot), "cgroup.procs", O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0)
        return fail_errno(run->failure, "openat: cgroup.procs of the control group in slot %u",
                          slot);
    fill_slot(run, slot, file);
    run->enters_cgroup = true;
    return 0;
}

int make_init(struct run *run, int client_end, int init_end, struct new_init *made)
{
    *made = (struct new_init){.pidfd = -1};
    failure_clear(run->failure);
    if (prepare_cgroup(run) != 0) {
        run->failure->operation = run->clone->index;
        return -1;
    }
    for (uint32_t i = 0; i < run->program->operation_count; i++)
        if (run->program->operations[i].phase == 'E')
            return make_init_by_intermediate(run, client_end, init_end, made);
    made->pid = clone_init(run, client_end, init_end, 0, &made->pidfd);
    if (made->pid < 0) {
        run->failure->operation = run->clone->index;
        return -1;
    }
    return 0;
}
