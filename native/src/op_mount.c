/* Mounts: made detached, attached by descriptor. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "kernel.h"
#include "resolve.h"
#include "run.h"

#define MOUNT_POINT_MODE 0755
/* fsconfig(2) takes values of up to so many bytes. */
#define VALUE_MAX 255U

/*
 * Fills the failure of a file-system context: its own messages say more than errno. Each
 * read gives one, such as "e tmpfs: Bad value for 'size'".
 */
static int fail_context(struct failure *failure, int context, const char *call, const char *what)
{
    int number = errno;
    char log[1024];
    size_t length = 0;
    while (length + 1 < sizeof(log)) {
        ssize_t count = read(context, log + length, sizeof(log) - 1 - length);
        if (count <= 0)
            break;
        length += (size_t)count;
        while (length > 0 && log[length - 1] == '\n')
            length--;
        log[length++] = ';';
    }
    log[length > 0 ? length - 1 : 0] = '\0';
    errno = number;
    return fail_errno(failure, length > 0 ? "%s: %s: %s" : "%s: %s%s", call, what, log);
}

/*
 * overlayfs takes layers one by one since Linux 6.8, which a list longer than VALUE_MAX needs.
 * Only plain lists: an escape or a data layer ("::") has other rules there.
 */
static int add_layers(int context, const char *list)
{
    if (strchr(list, '\\') != NULL || strstr(list, "::") != NULL) {
        errno = ENAMETOOLONG;
        return -1;
    }
    for (size_t length; *list != '\0'; list += length + (list[length] == ':')) {
        char layer[VALUE_MAX + 1];
        length = strcspn(list, ":");
        if (length > VALUE_MAX) {
            errno = ENAMETOOLONG;
            return -1;
        }
        memcpy(layer, list, length);
        layer[length] = '\0';
        if (kernel_fsconfig(context, KERNEL_FSCONFIG_SET_STRING, "lowerdir+", layer) != 0)
            return -1;
    }
    return 0;
}

static int set_value(int context, const char *key, const char *value)
{
    if (strlen(value) <= VALUE_MAX)
        return kernel_fsconfig(context, KERNEL_FSCONFIG_SET_STRING, key, value);
    if (strcmp(key, "lowerdir") == 0)
        return add_layers(context, value);
    /* The kernel would say EINVAL. */
    errno = ENAMETOOLONG;
    return -1;
}

/* An option is "key=value" or "flag"; the part before the first "=" is the key. */
static int set_option(struct failure *failure, int context, const char *option)
{
    char key[256];
    const char *equals = strchr(option, '=');
    int result;
    if (equals == NULL) {
        result = kernel_fsconfig(context, KERNEL_FSCONFIG_SET_FLAG, option, NULL);
    } else if ((size_t)(equals - option) >= sizeof(key)) {
        errno = ENAMETOOLONG;
        result = -1;
    } else {
        memcpy(key, option, (size_t)(equals - option));
        key[equals - option] = '\0';
        result = set_value(context, key, equals + 1);
    }
    return result == 0 ? 0 : fail_context(failure, context, "fsconfig", option);
}

static int set_options(struct failure *failure, int context, char *const *options)
{
    for (; *options != NULL; options++)
        if (set_option(failure, context, *options) != 0)
            return -1;
    return 0;
}

int op_new_mount(struct run *run, const struct operation *operation)
{
    const char *type = operation->arguments[1].s;
    const char *source = operation->arguments[2].s;
    uint64_t attributes = operation->arguments[3].q;
    char **options = operation->arguments[4].l.items;
    cleanup_fd int context = kernel_fsopen(type);
    if (context < 0)
        return fail_errno(run->failure, "fsopen: %s", type);
    if (source[0] != '\0' &&
        kernel_fsconfig(context, KERNEL_FSCONFIG_SET_STRING, "source", source) != 0)
        return fail_context(run->failure, context, "fsconfig", "source");
    if (set_options(run->failure, context, options) != 0)
        return -1;
    if (kernel_fsconfig(context, KERNEL_FSCONFIG_CREATE, NULL, NULL) != 0)
        return fail_context(run->failure, context, "fsconfig", type);
    int mounted = kernel_fsmount(context, (unsigned int)attributes);
    if (mounted < 0)
        return fail_context(run->failure, context, "fsmount", type);
    fill_slot(run, operation->arguments[0].u, mounted);
    return 0;
}

/*
 * Of a mount that is a symbolic link: one of the same content in the container. 1: done, 0: it is
 * none, -1 with the failure.
 */
static int copy_link(struct run *run, int mounted, const char *path)
{
    char content[PATH_MAX];
    char there[PATH_MAX];
    char name[NAME_MAX + 1];
    ssize_t length = readlinkat(mounted, "", content, sizeof(content) - 1);
    if (length < 0)
        return errno == EINVAL || errno == ENOENT ? 0 : fail_errno(run->failure, "readlinkat");
    content[length] = '\0';
    cleanup_fd int parent = open_parent(root_fd(run), path, name);
    if (parent < 0)
        return fail_errno(run->failure, "openat2: %s", path);
    if (symlinkat(content, parent, name) == 0)
        return 1;
    if (errno != EEXIST)
        return fail_errno(run->failure, "symlinkat: %s", path);
    ssize_t old = readlinkat(parent, name, there, sizeof(there));
    if (old == length && memcmp(there, content, (size_t)length) == 0)
        return 1;
    errno = EEXIST;
    return fail_errno(run->failure, "symlinkat: %s", path);
}

/* The target itself, even if it is a symbolic link; made where there is nothing. */
static int open_link_or_make(struct run *run, const char *path, enum made_kind kind)
{
    char name[NAME_MAX + 1];
    cleanup_fd int parent = open_parent(root_fd(run), path, name);
    if (parent < 0)
        return -1;
    int fd = openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0 || errno != ENOENT)
        return fd;
    return open_or_make(root_fd(run), path, kind, MOUNT_POINT_MODE, RESOLVE_FOLLOW);
}

/* A mount over the root itself would not be seen through the root's descriptor. */
static int check_not_root(struct run *run, const struct stat *target, const char *path)
{
    struct stat root;
    if (fstat(root_fd(run), &root) != 0)
        return fail_errno(run->failure, "fstat: the root of the container");
    if (root.st_dev == target->st_dev && root.st_ino == target->st_ino)
        return fail_unsafe(run->failure, EINVAL, "%s: the root of the container", path);
    return 0;
}

int op_attach_mount(struct run *run, const struct operation *operation)
{
    uint32_t slot = operation->arguments[0].u;
    const char *path = operation->arguments[1].s;
    bool in_proc = (operation->arguments[2].u & TARGET_IN_PROC) != 0;
    bool nofollow = (operation->arguments[2].u & TARGET_NOFOLLOW) != 0;
    bool on_link = (operation->arguments[2].u & TARGET_ON_LINK) != 0;
    int mounted = slot_fd(run, slot);
    struct stat status;
    if (fstat(mounted, &status) != 0)
        return fail_errno(run->failure, "fstat: the mount in slot %u", slot);
    if ((operation->arguments[2].u & TARGET_COPY_LINK) != 0) {
        int copied = copy_link(run, mounted, path);
        if (copied != 0)
            return copied < 0 ? -1 : 0;
    }
    enum made_kind kind = S_ISDIR(status.st_mode) ? MADE_DIRECTORY : MADE_FILE;
    cleanup_fd int target = on_link ? open_link_or_make(run, path, kind)
                                    : open_or_make(root_fd(run), path, kind, MOUNT_POINT_MODE,
                                                   nofollow ? RESOLVE_REFUSE : RESOLVE_FOLLOW);
    if (target < 0 && nofollow && errno == ELOOP)
        return fail_unsafe(run->failure, errno, "%s: leads over a symbolic link", path);
    if (target < 0)
        return fail_errno(run->failure, "openat2: %s", path);
    if (fstat(target, &status) != 0)
        return fail_errno(run->failure, "fstat: %s", path);
    if (check_not_root(run, &status, path) != 0)
        return -1;
    struct statfs filesystem;
    if (fstatfs(target, &filesystem) != 0)
        return fail_errno(run->failure, "fstatfs: %s", path);
    if (filesystem.f_type == KERNEL_PROC_SUPER_MAGIC && !in_proc)
        return fail_unsafe(run->failure, EINVAL, "%s: on a procfs", path);
    if (nofollow && kind == MADE_DIRECTORY && !S_ISDIR(status.st_mode))
        return fail_unsafe(run->failure, ENOTDIR, "%s: not a directory", path);
    if (kernel_move_mount(mounted, target) != 0)
        return fail_errno(run->failure, "move_mount: %s", path);
    return 0;
}

int op_set_mount_attributes(struct run *run, const struct operation *operation)
{
    uint32_t slot = operation->arguments[0].u;
    struct kernel_mount_attr attributes = {.attr_set = operation->arguments[1].q,
                                           .attr_clr = operation->arguments[2].q,
                                           .propagation = operation->arguments[3].q};
    unsigned int flags = operation->arguments[4].u != 0 ? KERNEL_AT_RECURSIVE : 0;
    int fd = slot == ROOT_SLOT ? root_fd(run) : slot_fd(run, slot);
    if (kernel_mount_setattr(fd, flags, &attributes) != 0)
        return fail_errno(run->failure, "mount_setattr: the mount in slot %u", slot);
    return 0;
}

/* New options for the file system of a mount: they count for all of its mounts. */
static int reconfigure(struct run *run, int target, const char *path, char *const *options)
{
    cleanup_fd int context = kernel_fspick(target);
    if (context < 0)
        return fail_errno(run->failure, "fspick: %s", path);
    if (set_options(run->failure, context, options) != 0)
        return -1;
    if (kernel_fsconfig(context, KERNEL_FSCONFIG_RECONFIGURE, NULL, NULL) != 0)
        return fail_context(run->failure, context, "fsconfig", path);
    return 0;
}

int op_remount(struct run *run, const struct operation *operation)
{
    const char *path = operation->arguments[0].s;
    struct kernel_mount_attr attributes = {.attr_set = operation->arguments[1].q,
                                           .attr_clr = operation->arguments[2].q};
    char **options = operation->arguments[3].l.items;
    cleanup_fd int target = open_in_root(root_fd(run), path, O_PATH, RESOLVE_FOLLOW);
    if (target < 0)
        return fail_errno(run->failure, "openat2: %s", path);
    if (options[0] != NULL && reconfigure(run, target, path, options) != 0)
        return -1;
    if (kernel_mount_setattr(target, 0, &attributes) != 0)
        return fail_errno(run->failure, "mount_setattr: %s", path);
    return 0;
}
