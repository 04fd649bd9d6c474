#include "engine_cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "io.h"

#define MOUNTS "/sys/fs/cgroup"
#define NAME "carafe-engine"
/* <linux/magic.h> */
#define CGROUP1_MAGIC 0x27e0eb
#define CGROUP2_MAGIC 0x63677270
#define VALUE_SIZE 4096
#define OWN_SIZE 8192

static int write_file(int directory, const char *name, const char *text, size_t length)
{
    cleanup_fd int fd = openat(directory, name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return -1;
    return write_full(fd, text, length);
}

/* A new v1 cpuset has no CPUs and no memory nodes, and takes no process until it has. */
static void inherit_cpuset(int parent, int child, const char *name)
{
    cleanup_fd int fd = openat(parent, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    char value[VALUE_SIZE];
    ssize_t length = fd < 0 ? -1 : read_up_to(fd, value, sizeof(value));
    if (length > 0)
        (void)write_file(child, name, value, (size_t)length);
}

static void enter_hierarchy(int parent, bool unified)
{
    bool made = mkdirat(parent, NAME, 0755) == 0;
    if (!made && errno != EEXIST)
        return;
    cleanup_fd int child = openat(parent, NAME, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (child < 0)
        return;
    if (!unified) {
        inherit_cpuset(parent, child, "cpuset.cpus");
        inherit_cpuset(parent, child, "cpuset.mems");
    }
    /* A thread's move is cheaper in v1, and we have one thread. */
    if (write_file(child, unified ? "cgroup.procs" : "tasks", "0", 1) != 0 && made)
        (void)unlinkat(parent, NAME, AT_REMOVEDIR);
}

/* Calls visit for the root directory of each mounted hierarchy. */
static void each_hierarchy(void (*visit)(int root, bool unified))
{
    cleanup_fd int mounts = open(MOUNTS, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct statfs status;
    if (mounts < 0 || fstatfs(mounts, &status) != 0)
        return;
    if (status.f_type == CGROUP2_MAGIC) {
        visit(mounts, true);
        return;
    }
    DIR *entries = fdopendir(fcntl(mounts, F_DUPFD_CLOEXEC, 3));
    if (entries == NULL)
        return;
    for (struct dirent *entry = readdir(entries); entry != NULL; entry = readdir(entries)) {
        /* Joined controllers have symbolic links to one directory. */
        if (entry->d_name[0] == '.' || entry->d_type != DT_DIR)
            continue;
        cleanup_fd int root =
            openat(mounts, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (root >= 0 && fstatfs(root, &status) == 0 &&
            (status.f_type == CGROUP1_MAGIC || status.f_type == CGROUP2_MAGIC))
            visit(root, status.f_type == CGROUP2_MAGIC);
    }
    closedir(entries);
}

/* The path in a line of a /proc/PID/cgroup, ID:controllers:path; NULL when it is no such line. */
static const char *path_of(const char *line)
{
    const char *path = strchr(line, ':');
    path = path == NULL ? NULL : strchr(path + 1, ':');
    return path == NULL ? NULL : path + 1;
}

static bool is_ours(const char *path)
{
    const char *name = strrchr(path, '/');
    return name != NULL && strcmp(name, "/" NAME) == 0;
}

/* The lines of a process's cgroup file. 0, or -1 with errno. */
static int read_own(pid_t pid, char *own)
{
    char file[32];
    (void)snprintf(file, sizeof(file), "/proc/%d/cgroup", (int)pid);
    cleanup_fd int fd = open(file, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read_up_to(fd, own, OWN_SIZE - 1);
    if (length < 0)
        return -1;
    own[length] = '\0';
    return 0;
}

/*
 * The directory above a cgroup, where version 2 is all there is. fd, or -1. A path out of the
 * cgroup namespace begins with "/..".
 */
static int open_parent(char *lines)
{
    struct statfs status;
    lines[strcspn(lines, "\n")] = '\0';
    const char *path = path_of(lines);
    char *end = path == NULL ? NULL : strrchr(lines, '/');
    if (end == NULL || strncmp(lines, "0::", 3) != 0 || strstr(path, "/..") != NULL)
        return -1;
    *end = '\0';
    char parent[sizeof(MOUNTS) + OWN_SIZE];
    (void)snprintf(parent, sizeof(parent), "%s%s", MOUNTS, path);
    cleanup_fd int fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fstatfs(fd, &status) != 0 || status.f_type != CGROUP2_MAGIC)
        return -1;
    return steal_fd(&fd);
}

/* In every hierarchy in our cgroup, or in the root, which nobody pays for? */
static bool is_placed(char *lines, const char **wrong)
{
    char *rest = NULL;
    for (char *line = strtok_r(lines, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        const char *path = path_of(line);
        *wrong = line;
        if (path == NULL || (strcmp(path, "/") != 0 && !is_ours(path)))
            return false;
    }
    return true;
}

int engine_cgroup_enter(struct problem *problem)
{
    static char own[OWN_SIZE];
    const char *wrong = "";
    each_hierarchy(enter_hierarchy);
    if (read_own(getpid(), own) != 0)
        return problem_errno(problem, "/proc/self/cgroup");
    if (is_placed(own, &wrong))
        return 0;
    /* Who may not write at the root may beside his own cgroup, if that subtree is his. */
    if (read_own(getpid(), own) == 0) {
        cleanup_fd int parent = open_parent(own);
        if (parent >= 0)
            enter_hierarchy(parent, true);
    }
    if (read_own(getpid(), own) != 0)
        return problem_errno(problem, "/proc/self/cgroup");
    if (is_placed(own, &wrong))
        return 0;
    return problem_set(problem, "cannot leave the cgroup %s", wrong);
}

static void remove_from(int root, bool unified)
{
    (void)unified;
    (void)unlinkat(root, NAME, AT_REMOVEDIR);
}

int engine_cgroup_parent(pid_t engine)
{
    static char own[OWN_SIZE];
    return read_own(engine, own) == 0 ? open_parent(own) : -1;
}

void engine_cgroup_remove(int parent)
{
    each_hierarchy(remove_from);
    if (parent >= 0)
        remove_from(parent, true);
}
