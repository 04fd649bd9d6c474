#include "resolve.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "io.h"
#include "kernel.h"

/* As in the kernel. */
#define MAX_LINKS 40
/* How often a component may vanish or appear under our hands before that is an error. */
#define MAX_RACES 16

int open_in_root(int root, const char *path, int flags, enum resolve_links links)
{
    uint64_t resolve = KERNEL_RESOLVE_IN_ROOT | KERNEL_RESOLVE_NO_MAGICLINKS;
    if (links == RESOLVE_REFUSE)
        resolve |= KERNEL_RESOLVE_NO_SYMLINKS;
    struct kernel_open_how how = {.flags = (uint64_t)(unsigned)flags | O_CLOEXEC,
                                  .resolve = resolve};
    int races = 0;
    int fd;
    /* EAGAIN: something was renamed or mounted meanwhile, and the kernel cannot tell. */
    do
        fd = kernel_openat2(root, path[0] == '\0' ? "." : path, &how);
    while (fd < 0 && (errno == EINTR || (errno == EAGAIN && ++races < MAX_RACES)));
    return fd;
}

/*
 * A walk from the root, component by component. `done` has been walked and has no links in it;
 * `rest` is to come. Each step opens `done` anew below the root, so a directory that is
 * swapped for a link meanwhile makes the step fail instead of leading away.
 */
struct walk {
    int root;
    enum resolve_links links;
    int links_followed;
    size_t done_length;
    char done[PATH_MAX];
    char rest[PATH_MAX];
};

static int walk_begin(struct walk *walk, int root, const char *path, enum resolve_links links)
{
    walk->root = root;
    walk->links = links;
    walk->links_followed = 0;
    walk->done_length = 0;
    walk->done[0] = '\0';
    if (strlen(path) >= sizeof(walk->rest)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(walk->rest, path);
    return 0;
}

/* Takes the next component off `rest`. 1 and the name, 0 when there is none, -1 with errno. */
static int walk_next(struct walk *walk, char name[static NAME_MAX + 1], bool *last)
{
    const char *start = walk->rest + strspn(walk->rest, "/");
    size_t length = strcspn(start, "/");
    if (length == 0)
        return 0;
    if (length > NAME_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(name, start, length);
    name[length] = '\0';
    const char *after = start + length + strspn(start + length, "/");
    *last = *after == '\0';
    memmove(walk->rest, after, strlen(after) + 1);
    return 1;
}

static int walk_open(const struct walk *walk, int flags)
{
    return open_in_root(walk->root, walk->done, flags | O_PATH | O_NOFOLLOW, RESOLVE_REFUSE);
}

static int walk_append(struct walk *walk, const char *name)
{
    size_t length = strlen(name);
    if (walk->done_length + length + 2 > sizeof(walk->done)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (walk->done_length > 0)
        walk->done[walk->done_length++] = '/';
    memcpy(walk->done + walk->done_length, name, length + 1);
    walk->done_length += length;
    return 0;
}

/* `done` has no links, so that its parent is what ".." leads to; the root's is the root. */
static void walk_up(struct walk *walk)
{
    char *slash = strrchr(walk->done, '/');
    walk->done_length = slash == NULL ? 0 : (size_t)(slash - walk->done);
    walk->done[walk->done_length] = '\0';
}

/* Puts the link's content before `rest`; `done` ends with the link. */
static int walk_follow(struct walk *walk, int link)
{
    struct statfs filesystem;
    if (fstatfs(link, &filesystem) != 0)
        return -1;
    /* A link of procfs may be a magic one; nothing is to be made through those. */
    if (walk->links == RESOLVE_REFUSE || ++walk->links_followed > MAX_LINKS ||
        filesystem.f_type == KERNEL_PROC_SUPER_MAGIC) {
        errno = ELOOP;
        return -1;
    }
    char content[PATH_MAX];
    ssize_t length = readlinkat(link, "", content, sizeof(content));
    if (length < 0)
        return -1;
    size_t rest_length = strlen(walk->rest);
    if ((size_t)length + 1 + rest_length + 1 > sizeof(walk->rest)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memmove(walk->rest + length + 1, walk->rest, rest_length + 1);
    memcpy(walk->rest, content, (size_t)length);
    walk->rest[length] = '/';
    walk_up(walk);
    if (content[0] == '/') {
        walk->done_length = 0;
        walk->done[0] = '\0';
    }
    return 0;
}

static int make_in(int parent, const char *name, enum made_kind kind, mode_t mode)
{
    if (kind == MADE_DIRECTORY)
        return mkdirat(parent, name, mode);
    int fd = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd < 0)
        return -1;
    close_fd(fd);
    return 0;
}

/* Makes what `done` names, in the directory above it. */
static int walk_make(struct walk *walk, const char *name, enum made_kind kind, mode_t mode)
{
    char made[PATH_MAX];
    memcpy(made, walk->done, walk->done_length + 1);
    walk_up(walk);
    cleanup_fd int parent = walk_open(walk, O_DIRECTORY);
    memcpy(walk->done, made, strlen(made) + 1);
    walk->done_length = strlen(made);
    if (parent < 0)
        return -1;
    int result = make_in(parent, name, kind, mode);
    /* Someone else made it meanwhile: the next look will tell what it is. */
    return result != 0 && errno == EEXIST ? 0 : result;
}

/* One component: opened, made, or followed. 0, or -1 with errno. */
static int walk_step(struct walk *walk, const char *name, bool last, enum made_kind kind,
                     mode_t mode)
{
    if (strcmp(name, ".") == 0)
        return 0;
    if (strcmp(name, "..") == 0) {
        walk_up(walk);
        return 0;
    }
    if (walk_append(walk, name) != 0)
        return -1;
    cleanup_fd int fd = walk_open(walk, 0);
    for (int races = 0; fd < 0; races++) {
        if (errno != ENOENT || races > MAX_RACES ||
            walk_make(walk, name, last ? kind : MADE_DIRECTORY, last ? mode : 0755) != 0)
            return -1;
        fd = walk_open(walk, 0);
    }
    struct stat status;
    if (fstat(fd, &status) != 0)
        return -1;
    if (S_ISLNK(status.st_mode))
        return walk_follow(walk, fd);
    if (!last && !S_ISDIR(status.st_mode)) {
        errno = ENOTDIR;
        return -1;
    }
    return 0;
}

/*
 * Splits a path before its last component. 0; -1 with errno where there is none that could be made:
 * EINVAL for an empty one, "." and "..", ENAMETOOLONG.
 */
static int split(const char *path, char directory[static PATH_MAX], char name[static NAME_MAX + 1])
{
    const char *end = path + strlen(path);
    while (end > path && end[-1] == '/')
        end--;
    const char *start = end;
    while (start > path && start[-1] != '/')
        start--;
    size_t length = (size_t)(end - start);
    if (length > NAME_MAX || start - path >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(name, start, length);
    name[length] = '\0';
    if (length == 0 || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
        errno = EINVAL;
        return -1;
    }
    memcpy(directory, path, (size_t)(start - path));
    directory[start - path] = '\0';
    return 0;
}

/*
 * Makes the last component in a directory that is there and is reached without links, as most are:
 * a few calls instead of several for each component. What it made, or -1: then the walk finds out.
 */
static int make_last(int root, const char *path, enum made_kind kind, mode_t mode)
{
    char directory[PATH_MAX], name[NAME_MAX + 1];
    if (split(path, directory, name) != 0)
        return -1;
    cleanup_fd int parent = open_in_root(root, directory, O_PATH | O_DIRECTORY, RESOLVE_REFUSE);
    if (parent < 0 || make_in(parent, name, kind, mode) != 0)
        return -1;
    /* From the root again: what is there may be something else by now, but never outside of it. */
    return open_in_root(root, path, O_PATH | O_NOFOLLOW, RESOLVE_REFUSE);
}

int open_or_make(int root, const char *path, enum made_kind kind, mode_t mode,
                 enum resolve_links links)
{
    int fd = open_in_root(root, path, O_PATH, links);
    if (fd >= 0 || errno != ENOENT)
        return fd;
    fd = make_last(root, path, kind, mode);
    if (fd >= 0)
        return fd;
    struct walk walk;
    char name[NAME_MAX + 1];
    bool last;
    if (walk_begin(&walk, root, path, links) != 0)
        return -1;
    int more;
    while ((more = walk_next(&walk, name, &last)) > 0)
        if (walk_step(&walk, name, last, kind, mode) != 0)
            return -1;
    return more < 0 ? -1 : walk_open(&walk, 0);
}

int open_parent(int root, const char *path, char name[static NAME_MAX + 1])
{
    char directory[PATH_MAX];
    if (split(path, directory, name) != 0)
        return -1;
    return open_or_make(root, directory, MADE_DIRECTORY, 0755, RESOLVE_FOLLOW);
}
