#include "procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "kernel.h"
#include "resolve.h"

/* Detached: no path leads to it, nothing can be mounted over parts of it. *call: the last one. */
static int mount_procfs(const char **call)
{
    *call = "fsopen";
    cleanup_fd int context = kernel_fsopen("proc");
    if (context < 0)
        return -1;
    *call = "fsconfig";
    if (kernel_fsconfig(context, KERNEL_FSCONFIG_CREATE, NULL, NULL) != 0)
        return -1;
    *call = "fsmount";
    return kernel_fsmount(context, KERNEL_ATTR_NOSUID | KERNEL_ATTR_NODEV | KERNEL_ATTR_NOEXEC);
}

int check_procfs(struct failure *failure, int fd, const char *what)
{
    struct statfs filesystem;
    struct stat status;
    if (fstatfs(fd, &filesystem) != 0 || fstat(fd, &status) != 0)
        return fail_errno(failure, "fstatfs: %s", what);
    if (filesystem.f_type != KERNEL_PROC_SUPER_MAGIC || status.st_ino != KERNEL_PROC_ROOT_INODE)
        return fail_unsafe(failure, 0, "%s: not a procfs", what);
    return 0;
}

int prepare_procfs(struct run *run)
{
    if (run->procfs >= 0)
        return 0;
    const char *what = "a new procfs";
    const char *call;
    cleanup_fd int fd = mount_procfs(&call);
    /* In a user namespace the kernel refuses while it sees no procfs that is whole. */
    if (fd < 0 && errno == EPERM) {
        what = "/proc";
        call = "open";
        fd = open("/proc", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    }
    if (fd < 0)
        return fail_errno(run->failure, "%s: %s", call, what);
    if (check_procfs(run->failure, fd, what) != 0)
        return -1;
    run->procfs = steal_fd(&fd);
    return 0;
}

int op_write_sysctl(struct run *run, const struct operation *operation)
{
    const char *path = operation->arguments[0].s;
    const char *value = operation->arguments[1].s;
    if (prepare_procfs(run) != 0)
        return -1;
    struct kernel_open_how how = {.flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
                                  .resolve = KERNEL_RESOLVE_BENEATH | KERNEL_RESOLVE_NO_XDEV |
                                             KERNEL_RESOLVE_NO_SYMLINKS};
    cleanup_fd int sys = kernel_openat2(run->procfs, "sys", &how);
    if (sys < 0)
        return fail_errno(run->failure, "openat2: /proc/sys");
    how.flags = O_WRONLY | O_CLOEXEC;
    cleanup_fd int fd = kernel_openat2(sys, path, &how);
    if (fd < 0)
        return fail_errno(run->failure, "openat2: /proc/sys/%s", path);
    /* A sysctl takes its value in one write. */
    size_t length = strlen(value);
    ssize_t count = write(fd, value, length);
    if (count >= 0 && (size_t)count != length)
        errno = EINVAL;
    if (count < 0 || (size_t)count != length)
        return fail_errno(run->failure, "write: /proc/sys/%s", path);
    return 0;
}
