/* The root: mounted on itself, then made "/". */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "cover.h"
#include "kernel.h"
#include "procfs.h"
#include "resolve.h"
#include "run.h"

int op_set_root_propagation(struct run *run, const struct operation *operation)
{
    if (mount(NULL, "/", NULL, (unsigned long)operation->arguments[0].q, NULL) != 0)
        return fail_errno(run->failure, "mount: propagation of /");
    return 0;
}

/*
 * Makes the mount that a directory is in private: pivot_root refuses a shared one, and what
 * is mounted there must not come to be on the host. Only a mount's root can be changed, so
 * this climbs to it.
 */
static int make_mount_private(int directory)
{
    struct kernel_mount_attr private = {.propagation = MS_PRIVATE};
    cleanup_fd int fd = fcntl(directory, F_DUPFD_CLOEXEC, 3);
    for (int depth = 0; fd >= 0 && depth < PATH_MAX / 2; depth++) {
        if (kernel_mount_setattr(fd, 0, &private) == 0)
            return 0;
        if (errno != EINVAL)
            return -1;
        int above = openat(fd, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
        close_fd(fd);
        fd = above;
    }
    return -1;
}

/* The place for the root mount: its own path, or "/" where init may not go there. */
static int open_root_target(const char *path)
{
    int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 && errno == EACCES)
        fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    return fd;
}

int op_mount_root(struct run *run, const struct operation *operation)
{
    const char *path = operation->arguments[0].s;
    uint32_t slot = operation->arguments[1].u;
    cleanup_fd int target = open_root_target(path);
    if (target < 0)
        return fail_errno(run->failure, "open: %s", path);
    if (make_mount_private(target) != 0)
        return fail_errno(run->failure, "mount_setattr: the mount of %s", path);
    cleanup_fd int tree = -1;
    if (slot == NO_SLOT)
        tree = kernel_open_tree(target, "",
                                KERNEL_OPEN_TREE_CLONE | KERNEL_AT_RECURSIVE | AT_EMPTY_PATH);
    else
        tree = fcntl(slot_fd(run, slot), F_DUPFD_CLOEXEC, 3);
    if (tree < 0)
        return fail_errno(run->failure, "open_tree: %s", path);
    if (kernel_move_mount(tree, target) != 0)
        return fail_errno(run->failure, "move_mount: %s", path);
    if (slot != NO_SLOT)
        close_and_forget(&run->program->slots[slot]);
    fill_slot(run, ROOT_SLOT, steal_fd(&tree));
    return 0;
}

/* Takes from the host what later operations need, as long as it is in sight. */
static int prepare_for_pivot(struct run *run)
{
    bool needs_procfs = program_find(run->program, OPERATION_write_sysctl) != NULL ||
                        program_find(run->program, OPERATION_set_security_attribute) != NULL;
    if (needs_procfs && prepare_procfs(run) != 0)
        return -1;
    if (program_find(run->program, OPERATION_mask_path) != NULL && prepare_null_device(run) != 0)
        return -1;
    return 0;
}

int op_pivot_root(struct run *run, const struct operation *operation)
{
    (void)operation;
    if (prepare_for_pivot(run) != 0)
        return -1;
    cleanup_fd int old_root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (old_root < 0)
        return fail_errno(run->failure, "open: /");
    /* pivot_root(".", "."): the old root comes to lie over the new one, and no place for it is
     * needed. */
    if (fchdir(root_fd(run)) != 0)
        return fail_errno(run->failure, "fchdir: the root mount");
    if (kernel_pivot_root(".", ".") != 0)
        return fail_errno(run->failure, "pivot_root");
    if (fchdir(old_root) != 0)
        return fail_errno(run->failure, "fchdir: the old root");
    /* So that the unmounting does not reach the host. */
    if (mount(NULL, ".", NULL, MS_SLAVE | MS_REC, NULL) != 0)
        return fail_errno(run->failure, "mount: propagation of the old root");
    if (umount2(".", MNT_DETACH) != 0)
        return fail_errno(run->failure, "umount2: the old root");
    if (chdir("/") != 0)
        return fail_errno(run->failure, "chdir: /");
    return 0;
}

/*
 * After chroot the host's mounts are still in the namespace. A procfs or sysfs among them that
 * is whole would allow a user namespace to mount new ones without the container's masks.
 */
static int hide_host_mount(struct run *run, const char *path)
{
    while (umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW) == 0)
        ;
    if (errno == EINVAL || errno == ENOENT)
        return 0;
    /* Locked, in a user namespace: covered instead. */
    cleanup_fd int target = open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (target < 0)
        return fail_errno(run->failure, "open: %s", path);
    return cover_directory(run, target, path);
}

int op_move_root(struct run *run, const struct operation *operation)
{
    (void)operation;
    if (prepare_for_pivot(run) != 0)
        return -1;
    if (hide_host_mount(run, "/proc") != 0 || hide_host_mount(run, "/sys") != 0)
        return -1;
    cleanup_fd int old_root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (old_root < 0)
        return fail_errno(run->failure, "open: /");
    if (kernel_move_mount(root_fd(run), old_root) != 0)
        return fail_errno(run->failure, "move_mount: the root mount on /");
    if (fchdir(root_fd(run)) != 0 || chroot(".") != 0 || chdir("/") != 0)
        return fail_errno(run->failure, "chroot: the root mount");
    return 0;
}

int op_set_propagation(struct run *run, const struct operation *operation)
{
    const char *path = operation->arguments[0].s;
    uint64_t flags = operation->arguments[1].q;
    cleanup_fd int fd = open_in_root(root_fd(run), path, O_PATH, RESOLVE_FOLLOW);
    if (fd < 0)
        return fail_errno(run->failure, "openat2: %s", path);
    struct kernel_mount_attr attributes = {.propagation = flags & ~(uint64_t)MS_REC};
    if (kernel_mount_setattr(fd, (flags & MS_REC) != 0 ? KERNEL_AT_RECURSIVE : 0, &attributes) != 0)
        return fail_errno(run->failure, "mount_setattr: %s", path);
    return 0;
}

int op_change_root(struct run *run, const struct operation *operation)
{
    (void)operation;
    int root = run->program->slots[ROOT_SLOT];
    if (prepare_for_pivot(run) != 0)
        return -1;
    if (root < 0 || fchdir(root) != 0 || chroot(".") != 0)
        return fail_errno(run->failure, "chroot: the root directory");
    return 0;
}

/*
 * The mounts of the namespace that is left are taken apart with it, the copy's are not: while the
 * slot is open it is whole, and then, as after a lazy umount, for as long as it is a root.
 */
int op_leave_mount_namespace(struct run *run, const struct operation *operation)
{
    cleanup_fd int tree = kernel_open_tree(
        root_fd(run), "", KERNEL_OPEN_TREE_CLONE | KERNEL_AT_RECURSIVE | AT_EMPTY_PATH);
    if (tree < 0)
        return fail_errno(run->failure, "open_tree: the root mount");
    if (setns(slot_fd(run, operation->arguments[0].u), CLONE_NEWNS) != 0)
        return fail_errno(run->failure, "setns: the mount namespace");
    if (fchdir(tree) != 0 || chroot(".") != 0)
        return fail_errno(run->failure, "chroot: the copy of the root mount");
    close_and_forget(&run->program->slots[ROOT_SLOT]);
    fill_slot(run, ROOT_SLOT, steal_fd(&tree));
    return 0;
}
