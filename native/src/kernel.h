/*
 * System calls and constants that the C library may lack (musl 1.2.3 lacks most of
 * them, glibc's <sys/mount.h> conflicts with <linux/mount.h>). Each wrapper returns
 * -1 with errno, as syscall(2) does. All exist in Linux 5.14.
 */
#ifndef CARAFE_KERNEL_H
#define CARAFE_KERNEL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#ifndef SYS_open_tree
#define SYS_open_tree 428
#define SYS_move_mount 429
#define SYS_fsopen 430
#define SYS_fsconfig 431
#define SYS_fsmount 432
#define SYS_fspick 433
#endif
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_clone3
#define SYS_clone3 435
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif
#ifndef SYS_faccessat2
#define SYS_faccessat2 439
#endif
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif

/* open_tree(2), move_mount(2), fsopen(2), fsconfig(2), fsmount(2) */
#define KERNEL_OPEN_TREE_CLONE 1U
#define KERNEL_OPEN_TREE_CLOEXEC 02000000U
#define KERNEL_AT_RECURSIVE 0x8000U
#define KERNEL_MOVE_F_EMPTY_PATH 0x4U
#define KERNEL_MOVE_T_EMPTY_PATH 0x40U
#define KERNEL_FSOPEN_CLOEXEC 1U
#define KERNEL_FSMOUNT_CLOEXEC 1U
#define KERNEL_FSCONFIG_SET_FLAG 0U
#define KERNEL_FSCONFIG_SET_STRING 1U
#define KERNEL_FSCONFIG_CREATE 6U
#define KERNEL_FSCONFIG_RECONFIGURE 7U
#define KERNEL_FSPICK_CLOEXEC 1U
#define KERNEL_FSPICK_EMPTY_PATH 8U

#define KERNEL_ATTR_RDONLY 0x1U
#define KERNEL_ATTR_NOSUID 0x2U
#define KERNEL_ATTR_NODEV 0x4U
#define KERNEL_ATTR_NOEXEC 0x8U
#define KERNEL_ATTR_IDMAP 0x00100000U

/* mount_setattr(2): struct mount_attr */
struct kernel_mount_attr {
    uint64_t attr_set;
    uint64_t attr_clr;
    uint64_t propagation;
    uint64_t userns_fd;
};

/* openat2(2): struct open_how */
struct kernel_open_how {
    uint64_t flags;
    uint64_t mode;
    uint64_t resolve;
};

#define KERNEL_RESOLVE_NO_XDEV 0x1U
#define KERNEL_RESOLVE_NO_MAGICLINKS 0x2U
#define KERNEL_RESOLVE_NO_SYMLINKS 0x4U
#define KERNEL_RESOLVE_BENEATH 0x8U
#define KERNEL_RESOLVE_IN_ROOT 0x10U

/* seccomp(2) */
#define KERNEL_SECCOMP_SET_MODE_FILTER 1U
#define KERNEL_SECCOMP_TSYNC 1U
#define KERNEL_SECCOMP_LOG 2U
#define KERNEL_SECCOMP_SPEC_ALLOW 4U
#define KERNEL_SECCOMP_NEW_LISTENER 8U
#define KERNEL_SECCOMP_WAIT_KILLABLE_RECV 32U
#define KERNEL_SECCOMP_FLAGS                                                                       \
    (KERNEL_SECCOMP_TSYNC | KERNEL_SECCOMP_LOG | KERNEL_SECCOMP_SPEC_ALLOW |                       \
     KERNEL_SECCOMP_NEW_LISTENER | KERNEL_SECCOMP_WAIT_KILLABLE_RECV)

/* <linux/filter.h>: struct sock_fprog; its filter need not be aligned for the kernel to copy it. */
struct kernel_sock_fprog {
    unsigned short len;
    const void *filter;
};

/* clone3(2): struct clone_args */
struct kernel_clone_args {
    uint64_t flags;
    uint64_t pidfd;
    uint64_t child_tid;
    uint64_t parent_tid;
    uint64_t exit_signal;
    uint64_t stack;
    uint64_t stack_size;
    uint64_t tls;
    uint64_t set_tid;
    uint64_t set_tid_size;
    uint64_t cgroup;
};

#define KERNEL_CLONE_PIDFD 0x00001000ULL
#define KERNEL_CLONE_PARENT 0x00008000ULL
#define KERNEL_CLONE_NEWTIME 0x00000080ULL
#define KERNEL_CLONE_NEWNS 0x00020000ULL
#define KERNEL_CLONE_NEWCGROUP 0x02000000ULL
#define KERNEL_CLONE_NEWUTS 0x04000000ULL
#define KERNEL_CLONE_NEWIPC 0x08000000ULL
#define KERNEL_CLONE_NEWUSER 0x10000000ULL
#define KERNEL_CLONE_NEWPID 0x20000000ULL
#define KERNEL_CLONE_NEWNET 0x40000000ULL
#define KERNEL_CLONE_INTO_CGROUP 0x200000000ULL

#define KERNEL_CLONE_NAMESPACES                                                                    \
    (KERNEL_CLONE_NEWTIME | KERNEL_CLONE_NEWNS | KERNEL_CLONE_NEWCGROUP | KERNEL_CLONE_NEWUTS |    \
     KERNEL_CLONE_NEWIPC | KERNEL_CLONE_NEWUSER | KERNEL_CLONE_NEWPID | KERNEL_CLONE_NEWNET)

/* sched_setattr(2): struct sched_attr as of Linux 5.3 */
struct kernel_sched_attr {
    uint32_t size;
    uint32_t policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime;
    uint64_t deadline;
    uint64_t period;
    uint32_t util_min;
    uint32_t util_max;
};

/* struct statx of <linux/stat.h>, as far as it is looked at; 256 bytes */
struct kernel_statx {
    uint32_t mask;
    uint32_t block_size;
    uint64_t attributes;
    uint64_t others[30];
};

#define KERNEL_STATX_ATTR_MOUNT_ROOT 0x2000ULL /* Linux 5.8 */

#define KERNEL_CLOSE_RANGE_CLOEXEC 4U

/* _IO(0xb7, 3) of <linux/nsfs.h> */
#define KERNEL_NS_GET_NSTYPE 0xb703

/* <linux/magic.h> */
#define KERNEL_PROC_SUPER_MAGIC 0x9fa0
#define KERNEL_DEVPTS_SUPER_MAGIC 0x1cd1
#define KERNEL_NSFS_MAGIC 0x6e736673

/* Inode number of the root of every procfs. */
#define KERNEL_PROC_ROOT_INODE 1U

static inline int kernel_open_tree(int directory, const char *path, unsigned int flags)
{
    return (int)syscall(SYS_open_tree, directory, path, flags | KERNEL_OPEN_TREE_CLOEXEC);
}

/* Attaches the mount that `from` is to the place that `to` is. */
static inline int kernel_move_mount(int from, int to)
{
    return (int)syscall(SYS_move_mount, from, "", to, "",
                        KERNEL_MOVE_F_EMPTY_PATH | KERNEL_MOVE_T_EMPTY_PATH);
}

static inline int kernel_fsopen(const char *type)
{
    return (int)syscall(SYS_fsopen, type, KERNEL_FSOPEN_CLOEXEC);
}

static inline int kernel_fsconfig(int fd, unsigned int command, const char *key, const char *value)
{
    return (int)syscall(SYS_fsconfig, fd, command, key, value, 0);
}

static inline int kernel_fsmount(int fd, unsigned int attributes)
{
    return (int)syscall(SYS_fsmount, fd, KERNEL_FSMOUNT_CLOEXEC, attributes);
}

static inline int kernel_fspick(int fd)
{
    return (int)syscall(SYS_fspick, fd, "", KERNEL_FSPICK_CLOEXEC | KERNEL_FSPICK_EMPTY_PATH);
}

static inline int kernel_mount_setattr(int fd, unsigned int flags,
                                       const struct kernel_mount_attr *attributes)
{
    return (int)syscall(SYS_mount_setattr, fd, "", flags | 0x1000U /* AT_EMPTY_PATH */, attributes,
                        sizeof(*attributes));
}

static inline int kernel_openat2(int directory, const char *path, const struct kernel_open_how *how)
{
    return (int)syscall(SYS_openat2, directory, path, how, sizeof(*how));
}

/* A fork (no CLONE_VM): returns in parent and child. */
static inline pid_t kernel_clone3(const struct kernel_clone_args *arguments)
{
    return (pid_t)syscall(SYS_clone3, arguments, sizeof(*arguments));
}

static inline int kernel_statx(int fd, struct kernel_statx *status)
{
    return (int)syscall(SYS_statx, fd, "", 0x1000U /* AT_EMPTY_PATH */, 0U, status);
}

static inline int kernel_close_range(unsigned int first, unsigned int last, unsigned int flags)
{
    return (int)syscall(SYS_close_range, first, last, flags);
}

static inline int kernel_faccessat2(int directory, const char *path, int mode, int flags)
{
    return (int)syscall(SYS_faccessat2, directory, path, mode, flags);
}

static inline int kernel_seccomp_filter(unsigned int flags, const struct kernel_sock_fprog *filter)
{
    return (int)syscall(SYS_seccomp, KERNEL_SECCOMP_SET_MODE_FILTER, flags, filter);
}

static inline int kernel_pivot_root(const char *new_root, const char *put_old)
{
    return (int)syscall(SYS_pivot_root, new_root, put_old);
}

#endif
