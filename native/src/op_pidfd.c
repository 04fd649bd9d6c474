/* A pidfd of init, for whoever listens at a socket. */
#include <string.h>
#include <unistd.h>

#include "kernel.h"
#include "run.h"

int op_send_pidfd(struct run *run, const struct operation *operation)
{
    uint32_t slot = operation->arguments[0].u;
    const char *text = operation->arguments[1].s;
    cleanup_fd int pidfd = (int)syscall(SYS_pidfd_open, getpid(), 0);
    if (pidfd < 0)
        return fail_errno(run->failure, "pidfd_open");
    if (send_with_fd(slot_fd(run, slot), text, strlen(text), pidfd) != 0)
        return fail_errno(run->failure, "sendmsg: the pidfd socket");
    /* Its end tells the other side that nothing follows. */
    close_and_forget(&run->program->slots[slot]);
    return 0;
}
