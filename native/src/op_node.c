/* Directories, device nodes and links in the container. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "device.h"
#include "resolve.h"
#include "run.h"

int op_make_directory(struct run *run, const struct operation *operation)
{
    const char *path = operation->arguments[0].s;
    mode_t mode = (mode_t)operation->arguments[1].u;
    cleanup_fd int fd = open_or_make(root_fd(run), path, MADE_DIRECTORY, mode, RESOLVE_FOLLOW);
    if (fd < 0)
        return fail_errno(run->failure, errno == ENOSYS ? "openat2: %s" : "mkdirat: %s", path);
    struct stat status;
    if (fstat(fd, &status) != 0)
        return fail_errno(run->failure, "fstat: %s", path);
    if (!S_ISDIR(status.st_mode)) {
        errno = ENOTDIR;
        return fail_errno(run->failure, "mkdirat: %s", path);
    }
    return 0;
}

int op_make_device(struct run *run, const struct operation *operation)
{
    const union argument *arguments = operation->arguments;
    const char *path = arguments[0].s;
    struct node node = {
        .type = (char)arguments[1].u, .major = arguments[2].u, .minor = arguments[3].u};
    char name[NAME_MAX + 1];
    cleanup_fd int parent = open_parent(root_fd(run), path, name);
    if (parent < 0)
        return fail_errno(run->failure, "openat2: %s", path);
    dev_t device = node.type == 'p' ? 0 : makedev(node.major, node.minor);
    mode_t mode = node_format(node.type) | (mode_t)arguments[4].u;
    bool made = mknodat(parent, name, mode, device) == 0;
    if (!made && errno != EEXIST)
        return fail_errno(run->failure, "mknodat: %s", path);
    /* Made by us or there before: it is looked at, by descriptor, before it is trusted. */
    cleanup_fd int fd = openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return fail_errno(run->failure, "openat: %s", path);
    if (check_node(run->failure, fd, path, &node) != 0)
        return -1;
    /* The umask is 0: mknodat has set the mode. What was there keeps its owner. */
    if (made && fchownat(fd, "", arguments[5].u, arguments[6].u, AT_EMPTY_PATH) != 0)
        return fail_errno(run->failure, "fchownat: %s", path);
    return 0;
}

int op_make_symlink(struct run *run, const struct operation *operation)
{
    const char *content = operation->arguments[0].s;
    const char *path = operation->arguments[1].s;
    char name[NAME_MAX + 1];
    cleanup_fd int parent = open_parent(root_fd(run), path, name);
    if (parent < 0)
        return fail_errno(run->failure, "openat2: %s", path);
    bool replace = operation->arguments[2].u != 0;
    if (replace && unlinkat(parent, name, 0) != 0 && errno != ENOENT)
        return fail_errno(run->failure, "unlinkat: %s", path);
    if (symlinkat(content, parent, name) != 0 && errno != EEXIST)
        return fail_errno(run->failure, "symlinkat: %s", path);
    return 0;
}
