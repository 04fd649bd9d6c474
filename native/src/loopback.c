/* Brings loopback devices up: our own, and that of a child's network namespace. */
#include "loopback.h"

#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "io.h"
#include "network.h"

/* The kernel takes the device of the namespace that the socket was made in. */
static int raise_by(int socket, struct failure *failure)
{
    struct ifreq request = {.ifr_name = "lo"};
    if (ioctl(socket, SIOCGIFFLAGS, &request) != 0)
        return fail_errno(failure, "ioctl: SIOCGIFFLAGS lo");
    if ((request.ifr_flags & IFF_UP) != 0)
        return 0;
    request.ifr_flags |= IFF_UP;
    if (ioctl(socket, SIOCSIFFLAGS, &request) != 0)
        return fail_errno(failure, "ioctl: SIOCSIFFLAGS lo");
    return 0;
}

int raise_loopback(struct failure *failure)
{
    cleanup_fd int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return fail_errno(failure, "socket: lo");
    return raise_by(fd, failure);
}

int raise_loopback_of(pid_t pid, struct failure *failure)
{
    char path[sizeof("/proc//ns/net") + 3 * sizeof(pid_t)];
    (void)snprintf(path, sizeof(path), "/proc/%d/ns/net", (int)pid);
    cleanup_fd int theirs = network_open(path, failure);
    if (theirs < 0)
        return -1;
    cleanup_fd int own = network_open_own(failure);
    if (own < 0)
        return -1;
    if (setns(theirs, CLONE_NEWNET) != 0)
        return fail_errno(failure, "setns: %s", path);
    cleanup_fd int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int number = errno;
    if (setns(own, CLONE_NEWNET) != 0)
        return fail_errno(failure, "setns: back to the own network namespace");
    errno = number;
    return fd < 0 ? fail_errno(failure, "socket: lo") : raise_by(fd, failure);
}
