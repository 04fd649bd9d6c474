/* Labels of Linux security modules: of the process, its keys, and what is mounted for it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>

#include "kernel.h"
#include "procfs.h"
#include "run.h"

int op_set_security_attribute(struct run *run, const struct operation *operation)
{
    const char *file = operation->arguments[0].s;
    const char *text = operation->arguments[1].s;
    char path[64];
    if (prepare_procfs(run) != 0)
        return -1;
    snprintf(path, sizeof(path), "self/attr/%s", file);
    /* "self" is an ordinary link, and the only one. */
    struct kernel_open_how how = {.flags = O_WRONLY | O_CLOEXEC,
                                  .resolve = KERNEL_RESOLVE_BENEATH | KERNEL_RESOLVE_NO_XDEV |
                                             KERNEL_RESOLVE_NO_MAGICLINKS};
    cleanup_fd int fd = kernel_openat2(run->procfs, path, &how);
    if (fd < 0)
        return fail_errno(run->failure, "openat2: /proc/%s", path);
    /* An attribute takes its value in one write. */
    size_t length = strlen(text);
    ssize_t count = write(fd, text, length);
    if (count >= 0 && (size_t)count != length)
        errno = EINVAL;
    if (count < 0 || (size_t)count != length)
        return fail_errno(run->failure, "write: /proc/%s: %s", path, text);
    return 0;
}

int op_label_mount(struct run *run, const struct operation *operation)
{
    const char *context = operation->arguments[1].s;
    /* The mount's own descriptor is one that only names it. */
    cleanup_fd int fd = openat(slot_fd(run, operation->arguments[0].u), ".",
                               O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return fail_errno(run->failure, "openat: the root of the mount");
    if (fsetxattr(fd, "security.selinux", context, strlen(context), 0) != 0)
        return fail_errno(run->failure, "fsetxattr: security.selinux %s", context);
    return 0;
}

int op_set_cover_label(struct run *run, const struct operation *operation)
{
    run->cover_label = operation->arguments[0].s;
    return 0;
}
