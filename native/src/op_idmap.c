/* Mounts whose owners are mapped: the maps live in a user namespace that has no process. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "clone_process.h"
#include "kernel.h"
#include "procfs.h"
#include "run.h"

static int write_map(struct run *run, int process, const char *file, const char *text)
{
    cleanup_fd int fd = openat(process, file, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return fail_errno(run->failure, "open: /proc/PID/%s", file);
    if (write_full(fd, text, strlen(text)) != 0)
        return fail_errno(run->failure, "write: /proc/PID/%s", file);
    return 0;
}

/* Maps the namespace of the process that holds it, and opens it. fd, or -1 with the failure. */
static int open_mapped(struct run *run, pid_t holder, const struct operation *operation)
{
    char pid[16];
    snprintf(pid, sizeof(pid), "%d", (int)holder);
    cleanup_fd int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (proc < 0)
        return fail_errno(run->failure, "open: /proc");
    if (check_procfs(run->failure, proc, "/proc") != 0)
        return -1;
    cleanup_fd int process = openat(proc, pid, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (process < 0)
        return fail_errno(run->failure, "open: /proc/%s", pid);
    if (write_map(run, process, "uid_map", operation->arguments[1].s) != 0 ||
        write_map(run, process, "gid_map", operation->arguments[2].s) != 0)
        return -1;
    int fd = openat(process, "ns/user", O_RDONLY | O_CLOEXEC);
    return fd < 0 ? fail_errno(run->failure, "open: /proc/%s/ns/user", pid) : fd;
}

int op_make_user_namespace(struct run *run, const struct operation *operation)
{
    struct kernel_clone_args arguments = {.flags = KERNEL_CLONE_NEWUSER, .exit_signal = SIGCHLD};
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return fail_errno(run->failure, "pipe2");
    pid_t holder = clone_process(&arguments);
    if (holder == 0) {
        /* Holds the namespace until the client closes its end, by death or by will. */
        char none;
        close_fd(ends[1]);
        (void)!read(ends[0], &none, 1);
        _exit(0);
    }
    close_fd(ends[0]);
    int fd = -1;
    if (holder < 0)
        fail_errno(run->failure, "clone3: CLONE_NEWUSER");
    else
        fd = open_mapped(run, holder, operation);
    close_fd(ends[1]);
    while (holder > 0 && waitpid(holder, NULL, 0) < 0 && errno == EINTR)
        ;
    if (fd < 0)
        return -1;
    fill_slot(run, operation->arguments[0].u, fd);
    return 0;
}

int op_idmap_mount(struct run *run, const struct operation *operation)
{
    uint32_t tree = operation->arguments[0].u;
    int user_namespace = slot_fd(run, operation->arguments[1].u);
    if (user_namespace < 0)
        return fail_errno(run->failure, "mount_setattr: the user namespace in slot %u",
                          operation->arguments[1].u);
    struct kernel_mount_attr attributes = {.attr_set = KERNEL_ATTR_IDMAP,
                                           .userns_fd = (uint64_t)user_namespace};
    unsigned int flags = operation->arguments[2].u != 0 ? KERNEL_AT_RECURSIVE : 0;
    if (kernel_mount_setattr(slot_fd(run, tree), flags, &attributes) != 0)
        return fail_errno(run->failure, "mount_setattr: idmap of the tree in slot %u", tree);
    return 0;
}
