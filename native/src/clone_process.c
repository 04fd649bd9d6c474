#include "clone_process.h"

#include <errno.h>

/* clone(2) has the signal in these bits of its flags. */
#define SIGNAL_BITS 0xffULL

pid_t clone_process(const struct kernel_clone_args *arguments)
{
    pid_t pid = kernel_clone3(arguments);
    uint64_t flags = arguments->flags;
    if (pid >= 0 || errno != ENOSYS || (flags & (SIGNAL_BITS | KERNEL_CLONE_INTO_CGROUP)) != 0)
        return pid;
    /* The pidfd is stored where clone(2) has the parent's copy of the thread id. */
    return (pid_t)syscall(SYS_clone, flags | arguments->exit_signal, NULL, arguments->pidfd, NULL,
                          NULL);
}

bool clone3_is_there(void)
{
    /* Too small a struct for any version of it. */
    return syscall(SYS_clone3, NULL, 0UL) >= 0 || errno != ENOSYS;
}
