/* Masked and read-only paths. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "cover.h"
#include "device.h"
#include "kernel.h"
#include "resolve.h"

#define COVER_ATTRIBUTES                                                                           \
    (KERNEL_ATTR_RDONLY | KERNEL_ATTR_NOSUID | KERNEL_ATTR_NODEV | KERNEL_ATTR_NOEXEC)

int prepare_null_device(struct run *run)
{
    if (run->null_device.mount >= 0)
        return 0;
    cleanup_fd int fd = open("/dev/null", O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return fail_errno(run->failure, "open: /dev/null");
    struct node null_device = {.type = 'c', .major = 1, .minor = 3};
    if (check_node(run->failure, fd, "/dev/null", &null_device) != 0)
        return -1;
    int tree = kernel_open_tree(fd, "", KERNEL_OPEN_TREE_CLONE | AT_EMPTY_PATH);
    if (tree < 0)
        return fail_errno(run->failure, "open_tree: /dev/null");
    run->null_device.mount = tree;
    return 0;
}

static int mount_empty_directory(struct run *run)
{
    cleanup_fd int context = kernel_fsopen("tmpfs");
    if (context < 0)
        return fail_errno(run->failure, "fsopen: tmpfs");
    if (kernel_fsconfig(context, KERNEL_FSCONFIG_SET_STRING, "source", "tmpfs") != 0 ||
        kernel_fsconfig(context, KERNEL_FSCONFIG_SET_STRING, "nr_inodes", "1") != 0 ||
        kernel_fsconfig(context, KERNEL_FSCONFIG_SET_STRING, "mode", "0755") != 0 ||
        kernel_fsconfig(context, KERNEL_FSCONFIG_SET_FLAG, "ro", NULL) != 0 ||
        (run->cover_label != NULL &&
         kernel_fsconfig(context, KERNEL_FSCONFIG_SET_STRING, "context", run->cover_label) != 0) ||
        kernel_fsconfig(context, KERNEL_FSCONFIG_CREATE, NULL, NULL) != 0)
        return fail_errno(run->failure, "fsconfig: tmpfs");
    int mounted = kernel_fsmount(context, COVER_ATTRIBUTES);
    if (mounted < 0)
        return fail_errno(run->failure, "fsmount: tmpfs");
    run->empty_directory.mount = mounted;
    return 0;
}

/* Before Linux 6.15 a detached mount cannot be copied: the first place gets the mount itself. */
static int attach_cover(struct run *run, struct cover *cover, int target, const char *path)
{
    cleanup_fd int copy = -1;
    if (cover->attached) {
        copy = kernel_open_tree(cover->mount, "", KERNEL_OPEN_TREE_CLONE | AT_EMPTY_PATH);
        if (copy < 0)
            return fail_errno(run->failure, "open_tree: the cover of %s", path);
    }
    if (kernel_move_mount(cover->attached ? copy : cover->mount, target) != 0)
        return fail_errno(run->failure, "move_mount: %s", path);
    cover->attached = true;
    return 0;
}

int cover_directory(struct run *run, int target, const char *path)
{
    if (run->empty_directory.mount < 0 && mount_empty_directory(run) != 0)
        return -1;
    return attach_cover(run, &run->empty_directory, target, path);
}

/* What is not there needs no mask. 1: absent; 0 and *fd; -1 with the failure. */
static int open_existing(struct run *run, const char *path, int *fd)
{
    *fd = open_in_root(root_fd(run), path, O_PATH, RESOLVE_FOLLOW);
    if (*fd >= 0)
        return 0;
    if (errno == ENOENT || errno == ENOTDIR)
        return 1;
    return fail_errno(run->failure, "openat2: %s", path);
}

int op_mask_path(struct run *run, const struct operation *operation)
{
    const char *path = operation->arguments[0].s;
    cleanup_fd int target = -1;
    int absent = open_existing(run, path, &target);
    if (absent != 0)
        return absent < 0 ? -1 : 0;
    struct stat status;
    if (fstat(target, &status) != 0)
        return fail_errno(run->failure, "fstat: %s", path);
    if (S_ISDIR(status.st_mode))
        return cover_directory(run, target, path);
    if (prepare_null_device(run) != 0)
        return -1;
    return attach_cover(run, &run->null_device, target, path);
}

int op_readonly_path(struct run *run, const struct operation *operation)
{
    const char *path = operation->arguments[0].s;
    cleanup_fd int target = -1;
    int absent = open_existing(run, path, &target);
    if (absent != 0)
        return absent < 0 ? -1 : 0;
    /* A copy of what is there, read-only before anyone can see it. */
    cleanup_fd int tree =
        kernel_open_tree(target, "", KERNEL_OPEN_TREE_CLONE | KERNEL_AT_RECURSIVE | AT_EMPTY_PATH);
    if (tree < 0)
        return fail_errno(run->failure, "open_tree: %s", path);
    struct kernel_mount_attr attributes = {.attr_set = KERNEL_ATTR_RDONLY};
    if (kernel_mount_setattr(tree, 0, &attributes) != 0)
        return fail_errno(run->failure, "mount_setattr: %s", path);
    if (kernel_move_mount(tree, target) != 0)
        return fail_errno(run->failure, "move_mount: %s", path);
    return 0;
}
