/* Changes of a running container's mounts: all of them, or none. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "kernel.h"
#include "procfs.h"
#include "resolve.h"
#include "run.h"

int op_undo_mounts(struct run *run, const struct operation *operation)
{
    int proc = slot_fd(run, operation->arguments[0].u);
    if (check_procfs(run->failure, proc, "/proc") != 0)
        return -1;
    run->undo = operation;
    return 0;
}

/* Whether a descriptor is the root of a mount: 1, 0, or -1 with errno. */
static int is_mount(int fd)
{
    struct kernel_statx status;
    if (kernel_statx(fd, &status) != 0)
        return -1;
    return (status.attributes & KERNEL_STATX_ATTR_MOUNT_ROOT) != 0;
}

/* What is mounted at the path; the container's root does not count. fd, or -1 with the failure. */
static int open_mounted(struct run *run, const char *path)
{
    struct stat root;
    struct stat status;
    cleanup_fd int fd = open_in_root(root_fd(run), path, O_PATH, RESOLVE_FOLLOW);
    if (fd < 0)
        return fail_errno(run->failure, "openat2: %s", path);
    if (fstat(root_fd(run), &root) != 0 || fstat(fd, &status) != 0)
        return fail_errno(run->failure, "fstat: %s", path);
    if (root.st_dev == status.st_dev && root.st_ino == status.st_ino)
        return fail_unsafe(run->failure, EINVAL, "%s: the root of the container", path);
    int mounted = is_mount(fd);
    if (mounted < 0)
        return fail_errno(run->failure, "statx: %s", path);
    if (mounted == 0) {
        errno = EINVAL;
        return fail_errno(run->failure, "umount2: %s: nothing is mounted there", path);
    }
    return steal_fd(&fd);
}

int op_require_mount(struct run *run, const struct operation *operation)
{
    cleanup_fd int fd = open_mounted(run, operation->arguments[0].s);
    return fd < 0 ? -1 : 0;
}

/*
 * Detaches the mount that the descriptor is the root of, whatever its path is by now. By the host's
 * procfs: the container's may be anything. 0, or -1 with errno.
 */
static int detach(struct run *run, int mounted)
{
    char link[32];
    snprintf(link, sizeof(link), "self/fd/%d", mounted);
    if (fchdir(slot_fd(run, run->undo->arguments[0].u)) != 0)
        return -1;
    return umount2(link, MNT_DETACH);
}

int op_detach_mount(struct run *run, const struct operation *operation)
{
    const char *path = operation->arguments[1].s;
    if (run->undo == NULL)
        return fail_program(run->failure, "detach_mount without undo_mounts");
    cleanup_fd int mounted = open_mounted(run, path);
    if (mounted < 0)
        return -1;
    /* What an undo puts back. */
    cleanup_fd int copy =
        kernel_open_tree(mounted, "", KERNEL_OPEN_TREE_CLONE | KERNEL_AT_RECURSIVE | AT_EMPTY_PATH);
    if (copy < 0)
        return fail_errno(run->failure, "open_tree: %s", path);
    if (detach(run, mounted) != 0)
        return fail_errno(run->failure, "umount2: %s", path);
    fill_slot(run, operation->arguments[0].u, steal_fd(&copy));
    return 0;
}

static int undo(struct run *run, const struct operation *operation)
{
    if (operation->number == OPERATION_attach_mount) {
        int result = detach(run, slot_fd(run, operation->arguments[0].u));
        /* Of a mount that is a symbolic link a copy was made: nothing was attached. */
        bool copied = (operation->arguments[2].u & TARGET_COPY_LINK) != 0 && errno == EINVAL;
        return result == 0 || copied ? 0 : -1;
    }
    if (operation->number != OPERATION_detach_mount)
        return 0;
    cleanup_fd int target =
        open_in_root(root_fd(run), operation->arguments[1].s, O_PATH, RESOLVE_FOLLOW);
    return target < 0 ? -1 : kernel_move_mount(slot_fd(run, operation->arguments[0].u), target);
}

/* More to the failure, as far as there is room. */
static void add_detail(struct failure *failure, const char *what, const char *path)
{
    size_t room = sizeof(failure->detail) - failure->length;
    int count = snprintf(failure->detail + failure->length, room, "%s%s", what, path);
    if (count > 0)
        failure->length += (size_t)count < room ? (uint32_t)count : (uint32_t)room - 1;
}

void undo_changes(struct run *run)
{
    if (run->undo == NULL)
        return;
    for (uint32_t i = run->failure->operation; i > run->undo->index; i--) {
        const struct operation *operation = &run->program->operations[i - 1];
        if (undo(run, operation) != 0)
            add_detail(run->failure, "; and was not undone: ", operation->arguments[1].s);
    }
}
