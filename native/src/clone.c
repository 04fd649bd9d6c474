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

/* Has what the arguments make be born in the program's control group. 0, or -1 with the failure. */
static int place(struct run *run, struct kernel_clone_args *arguments)
{
    uint32_t cgroup = run->clone->arguments[1].u;
    if (cgroup == NO_SLOT || run->enters_cgroup)
        return 0;
    int directory = slot_fd(run, cgroup);
    if (directory < 0)
        return fail_errno(run->failure, "clone3: the control group in slot %u", cgroup);
    arguments->flags |= KERNEL_CLONE_INTO_CGROUP;
    arguments->cgroup = (uint64_t)directory;
    return 0;
}

/*
 * Whether init is to be born in the network namespace that was made for it, which is the caller's
 * user namespace's.
 */
static bool has_network(const struct run *run, const struct kernel_clone_args *arguments)
{
    return run->network->made >= 0 && (arguments->flags & KERNEL_CLONE_NEWNET) != 0 &&
           (arguments->flags & KERNEL_CLONE_NEWUSER) == 0;
}

/* As clone_process, with that network namespace. -1 with the failure. */
static pid_t clone_into_network(const struct run *run, struct kernel_clone_args *arguments)
{
    arguments->flags &= ~KERNEL_CLONE_NEWNET;
    if (network_enter(run->network, run->failure) != 0)
        return -1;
    pid_t pid = clone_process(arguments);
    if (pid == 0)
        return 0;
    if (pid < 0)
        fail_errno(run->failure, "clone3");
    if (network_leave(run->network, run->failure) == 0)
        return pid;
    if (pid > 0) {
        (void)kill(pid, SIGKILL);
        (void)waitpid(pid, NULL, 0);
    }
    return -1;
}

/* The clone itself; does not return in init. -1 with the failure. */
static pid_t clone_init(struct run *run, int client_end, int init_end, uint64_t relation)
{
    bool parent = (relation & KERNEL_CLONE_PARENT) != 0;
    /* Then it makes the namespace itself, once it is in the group. */
    uint64_t later = run->enters_cgroup && !parent ? KERNEL_CLONE_NEWCGROUP : 0;
    struct kernel_clone_args arguments = {.flags = (run->clone->arguments[0].q & ~later) | relation,
                                          /* With CLONE_PARENT it is the caller's own. */
                                          .exit_signal = parent ? 0 : SIGCHLD};
    /* What the intermediate makes is where the intermediate is. */
    if (!parent && place(run, &arguments) != 0)
        return -1;
    bool stay_dumpable = must_stay_dumpable(run);
    pid_t pid;
    if (!parent && has_network(run, &arguments)) {
        pid = clone_into_network(run, &arguments);
    } else {
        pid = clone_process(&arguments);
        if (pid < 0)
            fail_errno(run->failure, "clone3");
    }
    if (pid != 0)
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
    return operation->number != OPERATION_join_namespace ||
           run->program->slots[operation->arguments[0].u] < 0;
}

/* Whether it may succeed once the user namespace gives the right to it. */
static bool may_be_postponed(const struct run *run, const struct operation *operation)
{
    return run->failure->kind == FAILURE_ERRNO && run->failure->number == EPERM &&
           user_namespace_follows(run, operation);
}

/*
 * In order. A join that is not allowed yet is left for a second round. A slot is emptied when its
 * namespace was joined.
 */
static int enter(struct run *run)
{
    const struct program *program = run->program;
    bool postponed = false;
    for (uint32_t i = 0; i < program->operation_count; i++) {
        const struct operation *operation = &program->operations[i];
        if (operation->phase != 'E' || run_operation(run, operation) == 0)
            continue;
        if (!may_be_postponed(run, operation))
            return -1;
        postponed = true;
    }
    for (uint32_t i = 0; postponed && i < program->operation_count; i++) {
        const struct operation *operation = &program->operations[i];
        if (operation->phase == 'E' && !is_entered(run, operation) &&
            run_operation(run, operation) != 0)
            return -1;
    }
    return 0;
}

/* Nothing of the host's may be open in what the container can see: init, from its first moment. */
static void close_host(struct run *run)
{
    uint32_t cgroup = run->clone->arguments[1].u;
    if (cgroup != NO_SLOT)
        close_and_forget(&run->program->slots[cgroup]);
    close_and_forget(&run->procfs);
}

/* Where clone3(2) has not done so. */
static int be_in_cgroup(struct run *run)
{
    if (!run->enters_cgroup)
        return 0;
    run->enters_cgroup = false;
    if (enter_cgroup(run) == 0)
        return 0;
    run->failure->operation = run->clone->index;
    return -1;
}

_Noreturn static void intermediate_main(struct run *run, int client_end, int init_end)
{
    pid_t pid = -1;
    close_fd(client_end);
    run->link = init_end;
    failure_clear(run->failure);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
        fail_errno(run->failure, "prctl: PR_SET_PDEATHSIG");
    else if (be_in_cgroup(run) == 0 && close_foreign_descriptors(run) == 0 && enter(run) == 0) {
        close_host(run);
        pid = clone_init(run, -1, init_end, KERNEL_CLONE_PARENT);
        if (pid < 0)
            run->failure->operation = run->clone->index;
    }
    if (pid < 0)
        (void)link_send_failure(init_end, run->failure);
    else
        (void)link_send(init_end, LINK_CLONED, (uint32_t)pid, -1);
    _exit(pid < 0 ? 1 : 0);
}

/*
 * What the intermediate says. 0, or -1 with the failure. Init has that end of the socket as well,
 * and a container that may trace its processes may speak for init: so it must be a child of ours.
 */
static int hear_intermediate(struct run *run, int client_end, struct new_init *made)
{
    struct link_message message;
    siginfo_t ended;
    int none;
    int came = link_receive(client_end, &message, &none, 0);
    close_fd(none);
    if (came < 0)
        return fail_errno(run->failure, "recvmsg: the intermediate");
    if (came == 0)
        return fail_with(run->failure, FAILURE_DIED, 0, "the intermediate", 16);
    if (message.type == LINK_FAILED) {
        *run->failure = message.failure;
        return -1;
    }
    pid_t pid = (pid_t)message.number;
    errno = EPROTO;
    if (message.type != LINK_CLONED || pid <= 0 ||
        waitid(P_PID, (id_t)pid, &ended, WEXITED | WNOHANG | WNOWAIT) != 0)
        return fail_errno(run->failure, "waitid: what the intermediate made");
    made->pid = pid;
    return 0;
}

static int make_init_by_intermediate(struct run *run, int client_end, int init_end,
                                     struct new_init *made)
{
    struct kernel_clone_args arguments = {.exit_signal = SIGCHLD};
    run->failure->operation = run->clone->index;
    if (place(run, &arguments) != 0)
        return -1;
    pid_t intermediate = clone_process(&arguments);
    if (intermediate < 0)
        return fail_errno(run->failure, "clone3");
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
    if (program_has_phase(run->program, 'E')) {
        if (make_init_by_intermediate(run, client_end, init_end, made) != 0)
            return -1;
    } else {
        made->pid = clone_init(run, client_end, init_end, 0);
        if (made->pid < 0) {
            run->failure->operation = run->clone->index;
            return -1;
        }
    }
    /* Our child, not reaped: the pid is its own. */
    made->pidfd = (int)syscall(SYS_pidfd_open, made->pid, 0);
    if (made->pidfd < 0)
        return fail_errno(run->failure, "pidfd_open: init");
    return 0;
}
