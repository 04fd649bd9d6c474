/*
 * kernel.h against the kernel's own headers. Nothing is left for run time: what differs on the
 * machine that is compiled for does not compile.
 */
#include "kernel.h"

#include <linux/close_range.h>
#include <linux/fcntl.h>
#include <linux/filter.h>
#include <linux/magic.h>
#include <linux/mount.h>
#include <linux/nsfs.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <linux/sched/types.h>
#include <linux/seccomp.h>
#include <linux/stat.h>

#define SAME(ours, theirs) _Static_assert((ours) == (theirs), #ours " is not " #theirs)
#define SAME_SIZE(name) SAME(sizeof(struct kernel_##name), sizeof(struct name))
/* The kernel takes shorter ones than it has by now. */
#define FITS(name) _Static_assert(sizeof(struct kernel_##name) <= sizeof(struct name), #name)
#define SAME_FIELD(name, ours, theirs)                                                             \
    SAME(offsetof(struct kernel_##name, ours), offsetof(struct name, theirs));                     \
    SAME(sizeof(((struct kernel_##name *)0)->ours), sizeof(((struct name *)0)->theirs))

SAME(SYS_open_tree, __NR_open_tree);
SAME(SYS_move_mount, __NR_move_mount);
SAME(SYS_fsopen, __NR_fsopen);
SAME(SYS_fsconfig, __NR_fsconfig);
SAME(SYS_fsmount, __NR_fsmount);
SAME(SYS_fspick, __NR_fspick);
SAME(SYS_pidfd_send_signal, __NR_pidfd_send_signal);
SAME(SYS_pidfd_open, __NR_pidfd_open);
SAME(SYS_clone3, __NR_clone3);
SAME(SYS_close_range, __NR_close_range);
SAME(SYS_openat2, __NR_openat2);
SAME(SYS_pidfd_getfd, __NR_pidfd_getfd);
SAME(SYS_faccessat2, __NR_faccessat2);
SAME(SYS_mount_setattr, __NR_mount_setattr);

SAME(KERNEL_OPEN_TREE_CLONE, OPEN_TREE_CLONE);
SAME(KERNEL_AT_RECURSIVE, AT_RECURSIVE);
SAME(KERNEL_MOVE_F_EMPTY_PATH, MOVE_MOUNT_F_EMPTY_PATH);
SAME(KERNEL_MOVE_T_EMPTY_PATH, MOVE_MOUNT_T_EMPTY_PATH);
SAME(KERNEL_FSOPEN_CLOEXEC, FSOPEN_CLOEXEC);
SAME(KERNEL_FSMOUNT_CLOEXEC, FSMOUNT_CLOEXEC);
SAME(KERNEL_FSCONFIG_SET_FLAG, FSCONFIG_SET_FLAG);
SAME(KERNEL_FSCONFIG_SET_STRING, FSCONFIG_SET_STRING);
SAME(KERNEL_FSCONFIG_CREATE, FSCONFIG_CMD_CREATE);
SAME(KERNEL_FSCONFIG_RECONFIGURE, FSCONFIG_CMD_RECONFIGURE);
SAME(KERNEL_FSPICK_CLOEXEC, FSPICK_CLOEXEC);
SAME(KERNEL_FSPICK_EMPTY_PATH, FSPICK_EMPTY_PATH);
SAME(KERNEL_ATTR_RDONLY, MOUNT_ATTR_RDONLY);
SAME(KERNEL_ATTR_NOSUID, MOUNT_ATTR_NOSUID);
SAME(KERNEL_ATTR_NODEV, MOUNT_ATTR_NODEV);
SAME(KERNEL_ATTR_NOEXEC, MOUNT_ATTR_NOEXEC);
SAME(KERNEL_ATTR_IDMAP, MOUNT_ATTR_IDMAP);
FITS(mount_attr);
SAME_FIELD(mount_attr, attr_set, attr_set);
SAME_FIELD(mount_attr, attr_clr, attr_clr);
SAME_FIELD(mount_attr, propagation, propagation);
SAME_FIELD(mount_attr, userns_fd, userns_fd);

FITS(open_how);
SAME_FIELD(open_how, flags, flags);
SAME_FIELD(open_how, mode, mode);
SAME_FIELD(open_how, resolve, resolve);
SAME(KERNEL_RESOLVE_NO_XDEV, RESOLVE_NO_XDEV);
SAME(KERNEL_RESOLVE_NO_MAGICLINKS, RESOLVE_NO_MAGICLINKS);
SAME(KERNEL_RESOLVE_NO_SYMLINKS, RESOLVE_NO_SYMLINKS);
SAME(KERNEL_RESOLVE_BENEATH, RESOLVE_BENEATH);
SAME(KERNEL_RESOLVE_IN_ROOT, RESOLVE_IN_ROOT);

SAME(KERNEL_SECCOMP_SET_MODE_FILTER, SECCOMP_SET_MODE_FILTER);
SAME(KERNEL_SECCOMP_TSYNC, SECCOMP_FILTER_FLAG_TSYNC);
SAME(KERNEL_SECCOMP_LOG, SECCOMP_FILTER_FLAG_LOG);
SAME(KERNEL_SECCOMP_SPEC_ALLOW, SECCOMP_FILTER_FLAG_SPEC_ALLOW);
SAME(KERNEL_SECCOMP_NEW_LISTENER, SECCOMP_FILTER_FLAG_NEW_LISTENER);
SAME(KERNEL_SECCOMP_WAIT_KILLABLE_RECV, SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV);
SAME_SIZE(sock_fprog);
SAME_FIELD(sock_fprog, len, len);
SAME_FIELD(sock_fprog, filter, filter);

FITS(clone_args);
SAME_FIELD(clone_args, flags, flags);
SAME_FIELD(clone_args, pidfd, pidfd);
SAME_FIELD(clone_args, exit_signal, exit_signal);
SAME_FIELD(clone_args, cgroup, cgroup);
SAME(KERNEL_CLONE_PIDFD, CLONE_PIDFD);
SAME(KERNEL_CLONE_PARENT, CLONE_PARENT);
SAME(KERNEL_CLONE_NEWTIME, CLONE_NEWTIME);
SAME(KERNEL_CLONE_NEWNS, CLONE_NEWNS);
SAME(KERNEL_CLONE_NEWCGROUP, CLONE_NEWCGROUP);
SAME(KERNEL_CLONE_NEWUTS, CLONE_NEWUTS);
SAME(KERNEL_CLONE_NEWIPC, CLONE_NEWIPC);
SAME(KERNEL_CLONE_NEWUSER, CLONE_NEWUSER);
SAME(KERNEL_CLONE_NEWPID, CLONE_NEWPID);
SAME(KERNEL_CLONE_NEWNET, CLONE_NEWNET);
SAME(KERNEL_CLONE_INTO_CGROUP, CLONE_INTO_CGROUP);

FITS(sched_attr);
SAME_FIELD(sched_attr, policy, sched_policy);
SAME_FIELD(sched_attr, flags, sched_flags);
SAME_FIELD(sched_attr, nice, sched_nice);
SAME_FIELD(sched_attr, priority, sched_priority);
SAME_FIELD(sched_attr, runtime, sched_runtime);
SAME_FIELD(sched_attr, deadline, sched_deadline);
SAME_FIELD(sched_attr, period, sched_period);

SAME_SIZE(statx);
SAME_FIELD(statx, attributes, stx_attributes);
SAME(KERNEL_STATX_ATTR_MOUNT_ROOT, STATX_ATTR_MOUNT_ROOT);

SAME(KERNEL_CLOSE_RANGE_CLOEXEC, CLOSE_RANGE_CLOEXEC);
SAME(KERNEL_NS_GET_NSTYPE, NS_GET_NSTYPE);
SAME(KERNEL_PROC_SUPER_MAGIC, PROC_SUPER_MAGIC);
SAME(KERNEL_DEVPTS_SUPER_MAGIC, DEVPTS_SUPER_MAGIC);
SAME(KERNEL_NSFS_MAGIC, NSFS_MAGIC);
