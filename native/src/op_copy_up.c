/*
 * Fills a new mount with what lies under the place that it will cover (`tmpcopyup`). It goes by
 * descriptors and never follows a link.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "kernel.h"
#include "resolve.h"
#include "run.h"

/* Each level takes a buffer on the stack and two descriptors. */
#define MAX_DEPTH 64
#define ENTRIES_SIZE 4096

/* As getdents64(2) gives them. */
struct directory_entry {
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
    char name[];
};

static int copy_directory(int from, int to, int depth);

static int copy_owner_and_times(int to, const char *name, const struct stat *status)
{
    const struct timespec times[] = {status->st_atim, status->st_mtim};
    if (fchownat(to, name, status->st_uid, status->st_gid, AT_SYMLINK_NOFOLLOW) != 0)
        return -1;
    /* Changing the owner takes set-id bits away. */
    if (!S_ISLNK(status->st_mode) && fchmodat(to, name, status->st_mode & 07777, 0) != 0)
        return -1;
    return utimensat(to, name, times, AT_SYMLINK_NOFOLLOW);
}

static int copy_content(int from, int to)
{
    char buffer[16384];
    while (true) {
        ssize_t count = read_up_to(from, buffer, sizeof(buffer));
        if (count < 0 || write_full(to, buffer, (size_t)count) != 0)
            return -1;
        if ((size_t)count < sizeof(buffer))
            return 0;
    }
}

static int copy_file(int from, int to, const char *name)
{
    cleanup_fd int source = openat(from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    cleanup_fd int target =
        openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (source < 0 || target < 0)
        return -1;
    return copy_content(source, target);
}

static int copy_link(int from, int to, const char *name)
{
    char content[PATH_MAX];
    ssize_t length = readlinkat(from, name, content, sizeof(content) - 1);
    if (length < 0)
        return -1;
    content[length] = '\0';
    return symlinkat(content, to, name);
}

static int copy_subdirectory(int from, int to, const char *name, int depth)
{
    int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    if (mkdirat(to, name, 0700) != 0)
        return -1;
    cleanup_fd int source = openat(from, name, flags);
    cleanup_fd int target = openat(to, name, flags);
    if (source < 0 || target < 0)
        return -1;
    return copy_directory(source, target, depth + 1);
}

static int copy_entry(int from, int to, const char *name, int depth)
{
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return 0;
    struct stat status;
    if (fstatat(from, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return -1;
    int result;
    if (S_ISDIR(status.st_mode))
        result = copy_subdirectory(from, to, name, depth);
    else if (S_ISLNK(status.st_mode))
        result = copy_link(from, to, name);
    else if (S_ISREG(status.st_mode))
        result = copy_file(from, to, name);
    else
        result = mknodat(to, name, status.st_mode, status.st_rdev);
    return result != 0 ? -1 : copy_owner_and_times(to, name, &status);
}

static int copy_directory(int from, int to, int depth)
{
    if (depth > MAX_DEPTH) {
        errno = ELOOP;
        return -1;
    }
    _Alignas(struct directory_entry) char entries[ENTRIES_SIZE];
    while (true) {
        long length = syscall(SYS_getdents64, from, entries, sizeof(entries));
        if (length <= 0)
            return (int)length;
        for (long at = 0; at < length;) {
            const struct directory_entry *entry = (const void *)(entries + at);
            if (copy_entry(from, to, entry->name, depth) != 0)
                return -1;
            at += entry->length;
        }
    }
}

int op_copy_up(struct run *run, const struct operation *operation)
{
    const char *path = operation->arguments[1].s;
    cleanup_fd int from = open_in_root(root_fd(run), path, O_RDONLY | O_DIRECTORY, RESOLVE_FOLLOW);
    /* Nothing there: nothing to copy, the mount's target is made later. */
    if (from < 0 && errno == ENOENT)
        return 0;
    if (from < 0)
        return fail_errno(run->failure, "openat2: %s", path);
    /* The detached mount's root is an O_PATH descriptor; its entries can be made through it. */
    int to = slot_fd(run, operation->arguments[0].u);
    struct stat status;
    if (fstat(from, &status) != 0 || copy_directory(from, to, 0) != 0)
        return fail_errno(run->failure, "copy: %s", path);
    return 0;
}

int op_copy_mode(struct run *run, const struct operation *operation)
{
    const char *path = operation->arguments[1].s;
    cleanup_fd int from = open_in_root(root_fd(run), path, O_PATH | O_DIRECTORY, RESOLVE_FOLLOW);
    if (from < 0 && errno == ENOENT)
        return 0;
    struct stat status;
    if (from < 0 || fstat(from, &status) != 0)
        return fail_errno(run->failure, "openat2: %s", path);
    /* "." because the mount's descriptor is O_PATH, which fchmod(2) refuses. */
    if (fchmodat(slot_fd(run, operation->arguments[0].u), ".", status.st_mode & 07777, 0) != 0)
        return fail_errno(run->failure, "fchmodat: the mount for %s", path);
    return 0;
}
