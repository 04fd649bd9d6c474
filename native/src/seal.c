#include "seal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

#include "io.h"
#include "kernel.h"

/* Linux 6.3; older kernels answer EINVAL, and make memory files executable anyway. */
#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif
#ifndef AT_EMPTY_PATH
#define AT_EMPTY_PATH 0x1000
#endif
#define ALL_SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)
#define SELF "/proc/self/exe"

static int executable_memory_file(void)
{
    int fd = memfd_create("carafe", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);
    if (fd < 0 && errno == EINVAL)
        fd = memfd_create("carafe", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    return fd;
}

static int copy_into(int from, int to)
{
    struct stat status;
    if (fstat(from, &status) != 0)
        return -1;
    off_t offset = 0;
    while (offset < status.st_size) {
        ssize_t count = sendfile(to, from, &offset, (size_t)(status.st_size - offset));
        if (count < 0 && errno != EINTR)
            return -1;
        if (count == 0) {
            errno = ENODATA;
            return -1;
        }
    }
    return fcntl(to, F_ADD_SEALS, ALL_SEALS);
}

int seal_copy(void)
{
    cleanup_fd int self = open(SELF, O_RDONLY | O_CLOEXEC);
    if (self < 0)
        return -1;
    cleanup_fd int copy = executable_memory_file();
    if (copy < 0 || copy_into(self, copy) != 0)
        return -1;
    return steal_fd(&copy);
}

int seal_open_shared(pid_t process, uint32_t descriptor)
{
    char path[64];
    struct stat own, shared;
    (void)snprintf(path, sizeof(path), "/proc/%d/fd/%u", (int)process, (unsigned)descriptor);
    /* What is there instead of the copy must not keep us waiting. */
    cleanup_fd int copy = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (copy < 0 || fstat(copy, &shared) != 0 || stat(SELF, &own) != 0)
        return -1;
    if (!S_ISREG(shared.st_mode) || shared.st_uid != geteuid() || shared.st_size != own.st_size)
        return -1;
    if (fcntl(copy, F_GET_SEALS) != ALL_SEALS)
        return -1;
    return steal_fd(&copy);
}

/*
 * Where vm.memfd_noexec forbids executable memory files: the binary itself, through a mount of
 * its own that is read-only and attached nowhere. -1 with errno.
 */
static int read_only_mount(void)
{
    cleanup_fd int tree = kernel_open_tree(AT_FDCWD, SELF, KERNEL_OPEN_TREE_CLONE);
    if (tree < 0)
        return -1;
    const struct kernel_mount_attr attributes = {.attr_set = KERNEL_ATTR_RDONLY};
    if (kernel_mount_setattr(tree, 0, &attributes) != 0)
        return -1;
    return steal_fd(&tree);
}

static int inherit(int fd, bool inherited)
{
    return fcntl(fd, F_SETFD, inherited ? 0 : FD_CLOEXEC);
}

/* The environment and the variable behind it. */
static char **extended(char *const *environment, const char *variable)
{
    size_t count = 0;
    while (environment[count] != NULL)
        count++;
    char **copy = calloc(count + 2, sizeof(*copy));
    if (copy == NULL)
        return NULL;
    memcpy(copy, environment, count * sizeof(*copy));
    copy[count] = (char *)(uintptr_t)variable;
    return copy;
}

int seal_and_execute(char *const *argv, char *const *environment, int descriptor, int shared,
                     struct problem *problem)
{
    cleanup_fd int copy = shared >= 0 ? shared : seal_copy();
    if (copy < 0 && (errno == EACCES || errno == EPERM)) {
        copy = read_only_mount();
        if (copy < 0)
            return problem_errno(problem, "vm.memfd_noexec forbids a sealed copy of the binary, "
                                          "and a detached read-only mount of it failed");
    }
    if (copy < 0)
        return problem_errno(problem, "sealed copy of " SELF);
    char variable[sizeof(SEAL_VARIABLE) + 16];
    (void)snprintf(variable, sizeof(variable), SEAL_VARIABLE "=%d", descriptor);
    char **with_variable = extended(environment, variable);
    if (with_variable != NULL && inherit(descriptor, true) == 0)
        (void)syscall(SYS_execveat, copy, "", argv, with_variable, AT_EMPTY_PATH);
    problem_errno(problem, "execveat: sealed copy of the binary");
    free(with_variable);
    (void)inherit(descriptor, false);
    return -1;
}

int seal_descriptor(char **environment)
{
    static const char prefix[] = SEAL_VARIABLE "=";
    char **entry = environment;
    while (*entry != NULL && strncmp(*entry, prefix, sizeof(prefix) - 1) != 0)
        entry++;
    if (*entry == NULL)
        return -1;
    char *end;
    const char *digits = *entry + sizeof(prefix) - 1;
    long number = strtol(digits, &end, 10);
    bool is_number = end != digits && *end == '\0' && number > 2 && number <= INT_MAX;
    for (; entry[0] != NULL; entry++)
        entry[0] = entry[1];
    if (!is_number)
        return -1;
    int fd = (int)number;
    int seals = fcntl(fd, F_GET_SEALS);
    if (seals < 0 || (seals & F_SEAL_WRITE) == 0 || inherit(fd, false) != 0)
        return -1;
    return fd;
}
