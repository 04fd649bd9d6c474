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
    if (mkdirat(parent, NAME, 0755) != 0 && errno != EEXIST)
        return;
    cleanup_fd int child = openat(parent, NAME, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (child < 0)
        return;
    if (!unified) {
        inherit_cpuset(parent, child, "cpuset.cpus");
        inherit_cpuset(parent, child, "cpuset.mems");
    }
    /* A thread's move is cheaper in v1, and we have one thread. */
    (void)write_file(child, unified ? "cgroup.procs" : "tasks", "0", 1);
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

/* A line of /proc/self/cgroup is ID:controllers:path. */
static bool line_is_fine(const char *line)
{
    const char *path = strchr(line, ':');
    path = path == NULL ? NULL : strchr(path + 1, ':');
    return path != NULL && (strcmp(path + 1, "/") == 0 || strcmp(path + 1, "/" NAME) == 0);
}

int engine_cgroup_enter(struct problem *problem)
{
    each_hierarchy(enter_hierarchy);
    cleanup_fd int fd = open("/proc/self/cgroup", O_RDONLY | O_CLOEXEC);
    char own[OWN_SIZE];
    ssize_t length = fd < 0 ? -1 : read_up_to(fd, own, sizeof(own) - 1);
    if (length < 0)
        return problem_errno(problem, "/proc/self/cgroup");
    own[length] = '\0';
    char *rest = NULL;
    for (char *line = strtok_r(own, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        if (!line_is_fine(line))
            return problem_set(problem, "cannot leave the cgroup %s", line);
    }
    return 0;
}

static void remove_from(int root, bool unified)
{
    (void)unified;
    (void)unlinkat(root, NAME, AT_REMOVEDIR);
}

void engine_cgroup_remove(void)
{
    each_hierarchy(remove_from);
}
