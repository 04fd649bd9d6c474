/* The last steps to the process: its directory, descriptors, program. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "descriptor_limit.h"
#include "descriptor_range.h"
#include "environment.h"
#include "kernel.h"
#include "resolve.h"
#include "run.h"

/* Where execvp looks when the environment has no PATH. */
#define DEFAULT_PATH "/bin:/usr/bin"
#define DEFAULT_UMASK 0022

/* CVE-2024-21626: a directory outside of the container has no path in it. */
static int check_inside(struct run *run, const char *path)
{
    char directory[PATH_MAX];
    /* The system call: a C library may hide what an unreachable directory looks like. */
    if (syscall(SYS_getcwd, directory, sizeof(directory)) < 0) {
        if (errno == ENOENT)
            return fail_unsafe(run->failure, errno, "%s: outside of the container", path);
        /* A path that is too long, or that the user may not read, is a path. */
        return errno == ENAMETOOLONG || errno == ERANGE || errno == EACCES
                   ? 0
                   : fail_errno(run->failure, "getcwd: %s", path);
    }
    if (directory[0] != '/')
        return fail_unsafe(run->failure, 0, "%s: outside of the container", path);
    return 0;
}

int op_change_directory(struct run *run, const struct operation *operation)
{
    const char *path = operation->arguments[0].s;
    bool may_fail = operation->arguments[1].u != 0;
    if (run->directory_entered)
        return 0;
    cleanup_fd int fd = open_in_root(root_fd(run), path, O_PATH, RESOLVE_FOLLOW);
    if (fd < 0 || fchdir(fd) != 0) {
        /* Root of a user namespace, or on NFS, may be kept out of what is the user's own. */
        if (may_fail && (errno == EACCES || errno == EPERM))
            return 0;
        return fail_errno(run->failure, errno == ENOSYS ? "openat2: %s" : "chdir: %s", path);
    }
    if (check_inside(run, path) != 0)
        return -1;
    run->directory_entered = true;
    return 0;
}

int op_keep_descriptors(struct run *run, const struct operation *operation)
{
    uint32_t count = operation->arguments[0].u;
    for (uint32_t fd = 3; fd < 3 + count; fd++)
        if (fcntl((int)fd, F_SETFD, 0) != 0)
            return fail_errno(run->failure, "fcntl: kept descriptor %u", fd);
    if (close_descriptors(3 + count, ~0U, KERNEL_CLOSE_RANGE_CLOEXEC) != 0)
        return fail_errno(run->failure, "close_range");
    return 0;
}

/* Whether it is a file that this process may execute: 0, or -1 with errno. */
static int check_executable(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return -1;
    if (S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        return -1;
    }
    return kernel_faccessat2(AT_FDCWD, path, X_OK, AT_EACCESS);
}

/* Looks for a name without a slash in PATH. 0, or -1 with errno ENOENT. */
static int search_path(struct run *run, const char *name)
{
    const char *path = environment_value(run->environment, "PATH");
    const char *directory = path == NULL ? DEFAULT_PATH : path;
    while (name[0] != '\0') {
        size_t length = strcspn(directory, ":");
        /* An empty entry is the working directory. */
        int size = length == 0 ? snprintf(run->program_path, PATH_MAX, "./%s", name)
                               : snprintf(run->program_path, PATH_MAX, "%.*s/%s", (int)length,
                                          directory, name);
        if (size > 0 && size < PATH_MAX && check_executable(run->program_path) == 0)
            return 0;
        if (directory[length] == '\0')
            break;
        directory += length + 1;
    }
    run->program_path[0] = '\0';
    errno = ENOENT;
    return -1;
}

int op_find_program(struct run *run, const struct operation *operation)
{
    const char *name = operation->arguments[0].s;
    if (strchr(name, '/') == NULL) {
        if (search_path(run, name) != 0)
            return fail_errno(run->failure, "exec: %s", name);
        return 0;
    }
    if (strlen(name) >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return fail_errno(run->failure, "stat: %s", name);
    }
    strcpy(run->program_path, name);
    if (check_executable(name) != 0)
        return fail_errno(run->failure,
                          errno == EACCES || errno == EISDIR ? "exec: %s" : "stat: %s", name);
    return 0;
}

/* Everything but what the process keeps, and the ends that report a failure to execute. */
static int close_own(struct run *run)
{
    const struct operation *keep = program_find(run->program, OPERATION_keep_descriptors);
    uint32_t first = 3 + (keep == NULL ? 0 : keep->arguments[0].u);
    /* Before others take their numbers: the state came at a systemd scope's stage, if at all. */
    close_and_forget(&run->state);
    close_and_forget(&run->procfs);
    close_and_forget(&run->empty_directory.mount);
    close_and_forget(&run->null_device.mount);
    int passed = pass_descriptors(run, first);
    if (passed < 0)
        return -1;
    close_slots(run);
    if (close_descriptors(first + (uint32_t)passed, ~0U, KERNEL_CLOSE_RANGE_CLOEXEC) != 0)
        return fail_errno(run->failure, "close_range");
    return 0;
}

/* The last word before the exec: a report that ends without it is that of an init that died. */
static int report_execution(struct run *run)
{
    static const uint32_t mark = REPORT_EXECUTING;
    if (run->report >= 0 && write_full(run->report, &mark, sizeof(mark)) != 0)
        return fail_errno(run->failure, "write: the report");
    return 0;
}

int op_execute(struct run *run, const struct operation *operation)
{
    static char *const no_environment[] = {NULL};
    char **argv = operation->arguments[0].l.items;
    if (run->program_path[0] == '\0') {
        struct operation find = {.arguments = {{.s = argv[0]}}};
        if (op_find_program(run, &find) != 0)
            return -1;
    }
    if (close_own(run) != 0)
        return -1;
    /* A program without a gate: the engine hears that all is ready, and then, by the link's end,
     * that it ran. */
    if (run->link >= 0 && leave_client(run, operation) != 0)
        return -1;
    if (!run->umask_set)
        (void)umask(DEFAULT_UMASK);
    /* The only one that init has changed since it reset them all. */
    if (signal(SIGPIPE, SIG_DFL) == SIG_ERR)
        return fail_errno(run->failure, "signal");
    const struct rlimit descriptors = process_descriptor_limit(run);
    if (take_descriptor_limit(&descriptors) != 0)
        return fail_errno(run->failure, "prlimit: %u", (unsigned)RLIMIT_NOFILE);
    if (report_execution(run) != 0)
        return -1;
    /* From here on each call is the filter's to allow: there is none but the exec. */
    if (load_last_filter(run) != 0)
        return -1;
    execve(run->program_path, argv, run->environment == NULL ? no_environment : run->environment);
    return fail_errno(run->failure, "exec: %s", run->program_path);
}
