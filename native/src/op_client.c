/* What the client does to an init that waits, or for it: maps, rlimits, the commit. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/vfs.h>

#include "kernel.h"
#include "run.h"

int op_write_proc_file(struct run *run, const struct operation *operation)
{
    const char *file = operation->arguments[0].s;
    const char *text = operation->arguments[1].s;
    cleanup_fd int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
    struct statfs filesystem;
    if (proc < 0 || fstatfs(proc, &filesystem) != 0)
        return fail_errno(run->failure, "open: /proc");
    if (filesystem.f_type != KERNEL_PROC_SUPER_MAGIC)
        return fail_unsafe(run->failure, 0, "/proc: not a procfs");
    char path[64];
    pid_t pid = operation->phase == 'E' ? getpid() : run->init_pid;
    snprintf(path, sizeof(path), "%d/%s", (int)pid, file);
    struct kernel_open_how how = {.flags = O_WRONLY | O_CLOEXEC,
                                  .resolve = KERNEL_RESOLVE_BENEATH | KERNEL_RESOLVE_NO_XDEV |
                                             KERNEL_RESOLVE_NO_SYMLINKS};
    cleanup_fd int fd = kernel_openat2(proc, path, &how);
    if (fd < 0)
        return fail_errno(run->failure, "openat2: /proc/%s", path);
    /* The kernel takes a map in one write or not at all. */
    size_t length = strlen(text);
    ssize_t count;
    do
        count = write(fd, text, length);
    while (count < 0 && errno == EINTR);
    if (count < 0)
        return fail_errno(run->failure, "write: /proc/PID/%s", file);
    if ((size_t)count != length) {
        errno = EIO;
        return fail_errno(run->failure, "write: /proc/PID/%s", file);
    }
    return 0;
}

int op_run_map_helper(struct run *run, const struct operation *operation)
{
    char **argv = operation->arguments[0].l.items;
    uint32_t count = operation->arguments[0].l.count;
    char pid[16];
    snprintf(pid, sizeof(pid), "%d", (int)run->init_pid);
    /* The decoder left room for one string more: the pid goes after the program's name. */
    memmove(argv + 2, argv + 1, (count - 1) * sizeof(*argv));
    argv[1] = pid;
    argv[count + 1] = NULL;
    struct hook helper = {.descriptors = &run->caller_descriptors,
                          .path = argv[0],
                          .argv = argv,
                          .environment = environ,
                          .search_path = true,
                          .stdin_fd = -1,
                          .signals = -1};
    int result = hook_run(&helper, &run->hook_output, run->failure);
    memmove(argv + 1, argv + 2, (count - 1) * sizeof(*argv));
    argv[count] = NULL;
    return result;
}

/*
 * Init has files to open yet, and takes the limit itself right before its exec. All that it may
 * lack the right to by then is a higher hard limit. 0, or -1 with errno.
 */
static int allow_descriptors(pid_t pid, const uint64_t limits[static 2])
{
    uint64_t now[2];
    if (limits[0] > limits[1]) {
        errno = EINVAL;
        return -1;
    }
    if (syscall(SYS_prlimit64, pid, RLIMIT_NOFILE, NULL, now) != 0)
        return -1;
    if (limits[1] <= now[1])
        return 0;
    const uint64_t raised[] = {limits[1], limits[1]};
    return (int)syscall(SYS_prlimit64, pid, RLIMIT_NOFILE, raised, NULL);
}

static int set_limit(struct run *run, pid_t pid, const struct operation *operation)
{
    uint32_t resource = operation->arguments[0].u;
    const uint64_t limits[] = {operation->arguments[1].q, operation->arguments[2].q};
    long result = resource == RLIMIT_NOFILE ? allow_descriptors(pid, limits)
                                            : syscall(SYS_prlimit64, pid, resource, limits, NULL);
    if (result != 0)
        return fail_errno(run->failure, "prlimit: %u", operation->arguments[0].u);
    return 0;
}

int op_commit(struct run *run, const struct operation *operation)
{
    const char *name = operation->arguments[1].s;
    if (rename(operation->arguments[0].s, name) != 0)
        return fail_errno(run->failure, "rename: %s", name);
    run->committed = true;
    return 0;
}

int op_set_init_rlimit(struct run *run, const struct operation *operation)
{
    return set_limit(run, run->init_pid, operation);
}

int op_set_rlimit(struct run *run, const struct operation *operation)
{
    return set_limit(run, 0, operation);
}
