#include "descriptor_range.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "failure.h"
#include "io.h"
#include "kernel.h"
#include "procfs.h"

/* As getdents64(2) writes it. */
struct directory_entry {
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
    char name[];
};

#define ENTRIES_SIZE 4096
/* So many calls take a tenth of a second. */
#define MAX_TRIED (1U << 20)

static int close_one(int fd, unsigned int flags)
{
    if ((flags & KERNEL_CLOSE_RANGE_CLOEXEC) == 0) {
        close_fd(fd);
        return 0;
    }
    return fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 && errno != EBADF ? -1 : 0;
}

/* /proc/self/fd; -1 where /proc is no procfs, or not that of our pid namespace. */
static int open_list(void)
{
    static struct failure unused;
    cleanup_fd int proc = open("/proc", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (proc < 0 || check_procfs(&unused, proc, "/proc") != 0)
        return -1;
    /* Nothing that was mounted over it; "self" is an ordinary link. */
    const struct kernel_open_how how = {.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC,
                                        .resolve = KERNEL_RESOLVE_BENEATH | KERNEL_RESOLVE_NO_XDEV |
                                                   KERNEL_RESOLVE_NO_MAGICLINKS};
    return kernel_openat2(proc, "self/fd", &how);
}

/* The kernel lists them by number, so that closing one on the way loses none. */
static int close_listed(int list, unsigned int first, unsigned int last, unsigned int flags)
{
    _Alignas(struct directory_entry) char entries[ENTRIES_SIZE];
    for (;;) {
        long length = syscall(SYS_getdents64, list, entries, sizeof(entries));
        if (length <= 0)
            return (int)length;
        for (long at = 0; at < length;) {
            const struct directory_entry *entry = (const void *)(entries + at);
            char *end;
            unsigned long number = strtoul(entry->name, &end, 10);
            bool is_number = end != entry->name && *end == '\0' && number <= INT_MAX;
            if (is_number && number >= first && number <= last && (int)number != list &&
                close_one((int)number, flags) != 0)
                return -1;
            at += entry->length;
        }
    }
}

static int close_tried(unsigned int first, unsigned int last, unsigned int flags)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return -1;
    if (last > INT_MAX && limit.rlim_max > MAX_TRIED) {
        errno = ENOSYS;
        return -1;
    }
    rlim_t end = last < limit.rlim_max ? (rlim_t)last + 1 : limit.rlim_max;
    for (rlim_t fd = first; fd < end; fd++)
        if (close_one((int)fd, flags) != 0)
            return -1;
    return 0;
}

int close_descriptors(unsigned int first, unsigned int last, unsigned int flags)
{
    if (kernel_close_range(first, last, flags) == 0)
        return 0;
    if (errno != ENOSYS)
        return -1;
    cleanup_fd int list = open_list();
    return list < 0 ? close_tried(first, last, flags) : close_listed(list, first, last, flags);
}
