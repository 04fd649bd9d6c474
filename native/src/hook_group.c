#include "hook_group.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include "clone_process.h"
#include "descriptor_range.h"
#include "io.h"
#include "kernel.h"

/* Holds nothing of the caller's, and hears no signal but SIGKILL. */
_Noreturn static void keep_group(int lifeline)
{
    sigset_t all;
    char byte;
    sigfillset(&all);
    (void)sigprocmask(SIG_SETMASK, &all, NULL);
    if (lifeline > 0)
        (void)close_descriptors(0, (unsigned)lifeline - 1, 0);
    (void)close_descriptors((unsigned)lifeline + 1, ~0U, 0);
    /* Nothing is ever written. */
    while (read(lifeline, &byte, 1) < 0 && errno == EINTR)
        ;
    (void)kill(0, SIGKILL);
    _exit(1);
}

int hook_group_begin(struct hook_group *group)
{
    *group = (struct hook_group){.lifeline = -1};
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    struct kernel_clone_args arguments = {.exit_signal = SIGCHLD};
    pid_t keeper = clone_process(&arguments);
    if (keeper == 0) {
        close_fd(ends[1]);
        /* Without a group of its own it must not kill one. */
        if (setpgid(0, 0) != 0)
            _exit(1);
        keep_group(ends[0]);
    }
    close_fd(ends[0]);
    if (keeper < 0) {
        close_fd(ends[1]);
        return -1;
    }
    *group = (struct hook_group){.keeper = keeper, .lifeline = ends[1]};
    /* The keeper does it as well; whoever is second finds it done. */
    if (setpgid(keeper, keeper) == 0)
        return 0;
    int number = errno;
    hook_group_end(group);
    errno = number;
    return -1;
}

int hook_group_join(const struct hook_group *group)
{
    return setpgid(0, group->keeper);
}

void hook_group_signal(const struct hook_group *group, pid_t hook, int number)
{
    (void)kill(group->keeper > 0 ? -group->keeper : -hook, number);
    /* It may have left the group, which the signal then did not reach it in. */
    if (getpgid(hook) != (group->keeper > 0 ? group->keeper : hook))
        (void)kill(hook, number);
}

void hook_group_end(struct hook_group *group)
{
    if (group->keeper <= 0)
        return;
    (void)kill(group->keeper, SIGKILL);
    while (waitpid(group->keeper, NULL, 0) < 0 && errno == EINTR)
        ;
    close_and_forget(&group->lifeline);
    group->keeper = 0;
}
