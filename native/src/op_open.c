/* Descriptors into slots. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include "device.h"
#include "kernel.h"
#include "process.h"
#include "procfs.h"
#include "run.h"

int op_open_tree(struct run *run, const struct operation *operation)
{
    const char *path = operation->arguments[1].s;
    uint32_t flags = operation->arguments[2].u;
    unsigned int how = KERNEL_OPEN_TREE_CLONE;
    if ((flags & SOURCE_RECURSIVE) != 0)
        how |= KERNEL_AT_RECURSIVE;
    if ((flags & SOURCE_NOFOLLOW) != 0)
        how |= AT_SYMLINK_NOFOLLOW;
    cleanup_fd int fd = kernel_open_tree(AT_FDCWD, path, how);
    if (fd < 0)
        return fail_errno(run->failure, "open_tree: %s", path);
    if ((flags & SOURCE_PROCFS) != 0 && check_procfs(run->failure, fd, path) != 0)
        return -1;
    fill_slot(run, operation->arguments[0].u, steal_fd(&fd));
    return 0;
}

int op_open_device(struct run *run, const struct operation *operation)
{
    const char *path = operation->arguments[1].s;
    cleanup_fd int device = open(path, O_PATH | O_CLOEXEC);
    if (device < 0)
        return fail_errno(run->failure, "open: %s", path);
    struct node node = {.type = (char)operation->arguments[2].u,
                        .major = operation->arguments[3].u,
                        .minor = operation->arguments[4].u};
    if (check_node(run->failure, device, path, &node) != 0)
        return -1;
    int fd = kernel_open_tree(device, "", KERNEL_OPEN_TREE_CLONE | AT_EMPTY_PATH);
    if (fd < 0)
        return fail_errno(run->failure, "open_tree: %s", path);
    fill_slot(run, operation->arguments[0].u, fd);
    return 0;
}

int op_open_file(struct run *run, const struct operation *operation)
{
    const char *path = operation->arguments[1].s;
    int flags = (int)operation->arguments[2].u;
    /* O_CREAT and its kin would need a mode, and are not what this is for. */
    if ((flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))) != 0)
        return fail_program(run->failure, "open flags %#x", (unsigned)flags);
    cleanup_fd int fd = open(path, flags | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return fail_errno(run->failure, "open: %s", path);
    struct stat status;
    if (fstat(fd, &status) != 0)
        return fail_errno(run->failure, "fstat: %s", path);
    if (!S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode) && !S_ISDIR(status.st_mode))
        return fail_unsafe(run->failure, 0, "%s: not a file, FIFO or directory", path);
    fill_slot(run, operation->arguments[0].u, steal_fd(&fd));
    return 0;
}

/* Connects to a path of any length: over its directory's descriptor where it is too long. */
static int connect_path(int socket_fd, const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) < sizeof(address.sun_path)) {
        strcpy(address.sun_path, path);
        return connect(socket_fd, (struct sockaddr *)&address, sizeof(address));
    }
    cleanup_fd int target = open(path, O_PATH | O_CLOEXEC);
    if (target < 0)
        return -1;
    snprintf(address.sun_path, sizeof(address.sun_path), "/proc/self/fd/%d", target);
    return connect(socket_fd, (struct sockaddr *)&address, sizeof(address));
}

int connect_unix(const char *path)
{
    cleanup_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    int result;
    do
        result = connect_path(fd, path);
    while (result != 0 && errno == EINTR);
    return result == 0 ? steal_fd(&fd) : -1;
}

int op_connect_socket(struct run *run, const struct operation *operation)
{
    const char *path = operation->arguments[1].s;
    if (path[0] == '\0') {
        int relay = fcntl(run->relay_socket, F_DUPFD_CLOEXEC, 3);
        if (relay < 0)
            return fail_errno(run->failure, "connect: the client's terminal relay");
        fill_slot(run, operation->arguments[0].u, relay);
        return 0;
    }
    int fd = connect_unix(path);
    if (fd < 0)
        return fail_errno(run->failure, "connect: %s", path);
    fill_slot(run, operation->arguments[0].u, fd);
    return 0;
}

int op_refuse_own_namespace(struct run *run, const struct operation *operation)
{
    static const struct {
        uint32_t type;
        const char *path;
    } own[] = {{KERNEL_CLONE_NEWNET, "/proc/self/ns/net"},
               {KERNEL_CLONE_NEWIPC, "/proc/self/ns/ipc"},
               {KERNEL_CLONE_NEWUTS, "/proc/self/ns/uts"},
               {KERNEL_CLONE_NEWUSER, "/proc/self/ns/user"}};
    struct stat asked;
    struct stat status;
    if (fstat(slot_fd(run, operation->arguments[0].u), &asked) != 0)
        return fail_errno(run->failure, "fstat: the namespace");
    for (size_t i = 0; i < COUNT_OF(own); i++) {
        if (own[i].type != operation->arguments[1].u)
            continue;
        if (stat(own[i].path, &status) != 0)
            return fail_errno(run->failure, "stat: %s", own[i].path);
        if (status.st_dev == asked.st_dev && status.st_ino == asked.st_ino)
            return fail_unsafe(run->failure, 0, "%s: would change the host, whose namespace it is",
                               own[i].path);
        return 0;
    }
    return fail_program(run->failure, "namespace type %#x", operation->arguments[1].u);
}

int op_open_process(struct run *run, const struct operation *operation)
{
    pid_t pid = (pid_t)operation->arguments[1].u;
    uint64_t start_time;
    cleanup_fd int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (fd < 0)
        return fail_errno(run->failure, "pidfd_open: process %d", (int)pid);
    /* Only now is the pid held: compare after opening, not before. */
    if (process_start_time(pid, &start_time) != 0)
        return fail_errno(run->failure, "open: /proc/%d/stat", (int)pid);
    if (start_time != operation->arguments[2].q) {
        errno = ESRCH;
        return fail_errno(run->failure, "pidfd_open: process %d", (int)pid);
    }
    fill_slot(run, operation->arguments[0].u, steal_fd(&fd));
    return 0;
}

int op_open_namespace(struct run *run, const struct operation *operation)
{
    const char *path = operation->arguments[1].s;
    /* O_NONBLOCK: the path may be anything, a FIFO too. */
    cleanup_fd int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return fail_errno(run->failure, "open: %s", path);
    int type = ioctl(fd, KERNEL_NS_GET_NSTYPE);
    if (type < 0)
        return fail_unsafe(run->failure, errno, "%s: not a namespace", path);
    if ((uint32_t)type != operation->arguments[2].u)
        return fail_unsafe(run->failure, EINVAL, "%s: a namespace of another type", path);
    fill_slot(run, operation->arguments[0].u, steal_fd(&fd));
    return 0;
}
