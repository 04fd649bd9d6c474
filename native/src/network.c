#include "network.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/vfs.h>

#include "io.h"
#include "kernel.h"
#include "loopback.h"

void network_init(struct network *network)
{
    network->made = -1;
    network->own = -1;
}

int network_open(const char *path, struct failure *failure)
{
    struct statfs filesystem;
    cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstatfs(fd, &filesystem) != 0)
        return fail_errno(failure, "open: %s", path);
    if (filesystem.f_type != KERNEL_NSFS_MAGIC)
        return fail_unsafe(failure, 0, "%s: not a namespace", path);
    return steal_fd(&fd);
}

int network_open_own(struct failure *failure)
{
    return network_open("/proc/self/ns/net", failure);
}

int network_make(struct network *network, struct failure *failure)
{
    if (network->made >= 0)
        return 0;
    cleanup_fd int own = network_open_own(failure);
    /* A sandbox may allow to leave, and not to come back: that is tried first. */
    if (own < 0 || setns(own, CLONE_NEWNET) != 0 || unshare(CLONE_NEWNET) != 0)
        return 0;
    cleanup_fd int made = network_open_own(failure);
    /* Should it fail, init does it, and says why. */
    (void)raise_loopback(failure);
    if (setns(own, CLONE_NEWNET) != 0)
        return fail_errno(failure, "setns: back to the own network namespace");
    if (made < 0)
        return 0;
    network->own = steal_fd(&own);
    network->made = steal_fd(&made);
    return 0;
}

int network_enter(const struct network *network, struct failure *failure)
{
    if (setns(network->made, CLONE_NEWNET) != 0)
        return fail_errno(failure, "setns: the new network namespace");
    return 0;
}

int network_leave(const struct network *network, struct failure *failure)
{
    if (setns(network->own, CLONE_NEWNET) != 0)
        return fail_errno(failure, "setns: back to the own network namespace");
    return 0;
}

void network_close(struct network *network)
{
    close_and_forget(&network->made);
    close_and_forget(&network->own);
}
