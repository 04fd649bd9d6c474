/*
 * Prints what the Java side takes for granted of the kernel, one fact a line, with the values that
 * the headers of the target have: system call numbers, constants, and the layouts of what is
 * passed. runtime/src/test/resources/dev/carafe/linux/kernel-MACHINE.txt keeps them for each
 * machine, and KernelFactsTest holds the Java side to those files.
 *
 * The first words of a line say how Java has it:
 *   call NAME                a component of SystemCallNumbers
 *   constant CLASS.FIELD     a number
 *   index CLASS.FIELD NAME   a list, where the value is the name's place in it
 *   flag CLASS.FIELD NAME    a FlagNames
 *   enum CLASS METHOD NAME   an enum, whose method has the number
 *   layout WHAT              written as a literal, where WHAT is read or written
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

#include <asm/unistd.h>
#include <linux/audit.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/ioprio.h>
#include <linux/mempolicy.h>
#include <linux/mount.h>
#include <linux/sched.h>
#include <linux/seccomp.h>

/* Newer than the headers of Debian 12. */
#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif
#ifndef MFD_CLOEXEC
#define MFD_CLOEXEC 1U
#endif
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8U
#endif

#define LINUX "dev.carafe.linux."
#define PLAN "dev.carafe.plan."
#define SPEC "dev.carafe.spec."
#define SECCOMP "dev.carafe.seccomp."
#define CGROUP "dev.carafe.cgroup."

#define CALL(name, number)                                                                         \
    {                                                                                              \
        "call " name, (long long)(number)                                                          \
    }
#define CONSTANT(name, value)                                                                      \
    {                                                                                              \
        "constant " name, (long long)(value)                                                       \
    }
#define INDEX(list, name, value)                                                                   \
    {                                                                                              \
        "index " list " " name, (long long)(value)                                                 \
    }
#define FLAG(names, name, value)                                                                   \
    {                                                                                              \
        "flag " names " " name, (long long)(value)                                                 \
    }
#define ENUM(type, method, name, value)                                                            \
    {                                                                                              \
        "enum " type " " method " " name, (long long)(value)                                       \
    }
#define LAYOUT(what, value)                                                                        \
    {                                                                                              \
        "layout " what, (long long)(value)                                                         \
    }
#define OFFSET(type, field) LAYOUT(#type "." #field, offsetof(struct type, field))
#define SIZE(type) LAYOUT("struct " #type, sizeof(struct type))

#define ERRNO(name) ENUM(LINUX "Errno", "number", #name, name)
#define SIGNAL(name) INDEX(LINUX "Signals.NAMES", #name, SIG##name)
#define CAPABILITY(name) ENUM(SPEC "Capability", "number", #name, name)
#define RLIMIT(name) ENUM(SPEC "RlimitType", "number", #name, name)
#define NAMESPACE(name, flag) ENUM(SPEC "NamespaceType", "cloneFlag", name, flag)
#define SINCE_5(name, number) ENUM(LINUX "KernelCalls", "number", name, number)
#define CLONE(name, flag) FLAG(PLAN "FlagNames.CLONE", name, flag)
#define POLICY(name) INDEX(PLAN "ExecutionPolicy.POLICIES", #name, name)
#define IO_CLASS(name) INDEX(PLAN "ExecutionPolicy.IO_CLASSES", #name, name)
#define MEMORY_MODE(name) INDEX(PLAN "ExecutionPolicy.MEMORY_MODES", #name, name)
#define ATTRIBUTE(field, value) CONSTANT(PLAN "MountAttributes." field, value)
#define PROPAGATION(field, value) CONSTANT(PLAN "Propagation." field, value)
#define SCHEDULING(name, value) FLAG(PLAN "FlagNames.SCHEDULING", name, value)
#define MEMORY_FLAG(name, value) FLAG(PLAN "FlagNames.MEMORY_POLICY", name, value)
#define ATTR(field) LAYOUT("bpf_attr." #field, offsetof(union bpf_attr, field))
#define BPF(name) CONSTANT(LINUX "DeviceProgram." #name, name)
#define CODE(field, value) CONSTANT(SECCOMP "Instructions." field, value)
#define EBPF(field, value) CONSTANT(CGROUP "BpfInstruction." field, value)

static const struct {
    const char *name;
    long long value;
} facts[] = {
    CALL("openat", __NR_openat), CALL("close", __NR_close), CALL("read", __NR_read),
    CALL("write", __NR_write), CALL("ppoll", __NR_ppoll), CALL("mknodat", __NR_mknodat),
    CALL("flock", __NR_flock), CALL("kill", __NR_kill), CALL("getsockopt", __NR_getsockopt),
    CALL("bpf", __NR_bpf), CALL("lseek", __NR_lseek), CALL("seccomp", __NR_seccomp),
    CALL("memfdCreate", __NR_memfd_create), CALL("eventfd", __NR_eventfd2),
    CALL("ioctl", __NR_ioctl), CALL("madvise", __NR_madvise),
    SINCE_5("PIDFD_SEND_SIGNAL", __NR_pidfd_send_signal), SINCE_5("OPEN_TREE", __NR_open_tree),
    SINCE_5("MOVE_MOUNT", __NR_move_mount), SINCE_5("FSOPEN", __NR_fsopen),
    SINCE_5("PIDFD_OPEN", __NR_pidfd_open), SINCE_5("CLONE3", __NR_clone3),
    SINCE_5("OPENAT2", __NR_openat2), SINCE_5("FACCESSAT2", __NR_faccessat2),
    SINCE_5("CLOSE_RANGE", __NR_close_range), SINCE_5("MOUNT_SETATTR", __NR_mount_setattr),
    CONSTANT(LINUX "SystemCallNumbers.PIDFD_SEND_SIGNAL", __NR_pidfd_send_signal),
    CONSTANT(LINUX "SystemCallNumbers.PIDFD_OPEN", __NR_pidfd_open),

    CONSTANT(LINUX "OpenFlags.READ_ONLY", O_RDONLY),
    CONSTANT(LINUX "OpenFlags.WRITE_ONLY", O_WRONLY),
    CONSTANT(LINUX "OpenFlags.READ_WRITE", O_RDWR), CONSTANT(LINUX "OpenFlags.CREATE", O_CREAT),
    CONSTANT(LINUX "OpenFlags.EXCLUSIVE", O_EXCL),
    CONSTANT(LINUX "OpenFlags.NON_BLOCKING", O_NONBLOCK),
    CONSTANT(LINUX "OpenFlags.CLOSE_ON_EXEC", O_CLOEXEC),
    CONSTANT(PLAN "HostFile.READ_ONLY", O_RDONLY), CONSTANT(PLAN "HostFile.WRITE_ONLY", O_WRONLY),
    CONSTANT(PLAN "HostFile.READ_WRITE", O_RDWR),
    CONSTANT(PLAN "HostFile.NON_BLOCKING", O_NONBLOCK), CONSTANT(PLAN "HostFile.PATH", O_PATH),
    CONSTANT(LINUX "Descriptor.AT_FDCWD", AT_FDCWD),
    CONSTANT(LINUX "Descriptor.EFD_CLOEXEC", EFD_CLOEXEC),
    CONSTANT(LINUX "Descriptor.EFD_NONBLOCK", EFD_NONBLOCK),
    CONSTANT(LINUX "Descriptor.MFD_CLOEXEC", MFD_CLOEXEC),
    CONSTANT(LINUX "Descriptor.MFD_NOEXEC_SEAL", MFD_NOEXEC_SEAL),
    CONSTANT(LINUX "Descriptor.SEEK_SET", SEEK_SET), CONSTANT(LINUX "Fifo.AT_FDCWD", AT_FDCWD),
    CONSTANT(LINUX "Fifo.S_IFIFO", S_IFIFO), CONSTANT(LINUX "LockedFile.LOCK_EX", LOCK_EX),
    CONSTANT(LINUX "LockedFile.LOCK_NB", LOCK_NB),
    CONSTANT(LINUX "MappedFiles.MADV_DONTNEED", MADV_DONTNEED),
    CONSTANT(LINUX "MappedFiles.MADV_NOHUGEPAGE", MADV_NOHUGEPAGE),
    CONSTANT(LINUX "TerminalSize.TIOCGWINSZ", TIOCGWINSZ),
    CONSTANT(LINUX "TerminalSize.NO_CONTROLLING_TERMINAL", O_NOCTTY),
    CONSTANT(LINUX "PeerCredentials.SOL_SOCKET", SOL_SOCKET),
    CONSTANT(LINUX "PeerCredentials.SO_PEERCRED", SO_PEERCRED),
    CONSTANT(LINUX "PeerCredentials.SO_PEERPIDFD", SO_PEERPIDFD),
    CONSTANT(LINUX "Poll.POLLIN", POLLIN), CONSTANT(LINUX "Poll.POLLPRI", POLLPRI),
    CONSTANT(LINUX "Signals.SIGKILL", SIGKILL), CONSTANT(LINUX "Signals.SIGTERM", SIGTERM),
    CONSTANT(LINUX "Signals.RTMAX", NSIG - 1),

    CONSTANT(LINUX "JnrSystemCalls.POLLFD_SIZE", sizeof(struct pollfd)),
    CONSTANT(LINUX "JnrSystemCalls.EVENTS_OFFSET", offsetof(struct pollfd, events)),
    CONSTANT(LINUX "JnrSystemCalls.REVENTS_OFFSET", offsetof(struct pollfd, revents)),
    SIZE(timespec), OFFSET(timespec, tv_nsec), SIZE(ucred), OFFSET(ucred, uid), OFFSET(ucred, gid),
    SIZE(winsize), OFFSET(winsize, ws_col), LAYOUT("socklen_t", sizeof(socklen_t)),

    BPF(BPF_PROG_LOAD), BPF(BPF_PROG_ATTACH), BPF(BPF_PROG_DETACH), BPF(BPF_PROG_GET_FD_BY_ID),
    BPF(BPF_PROG_QUERY), BPF(BPF_PROG_TYPE_CGROUP_DEVICE), BPF(BPF_CGROUP_DEVICE),
    BPF(BPF_F_ALLOW_MULTI),
    CONSTANT(LINUX "DeviceProgram.INSTRUCTION_SIZE", sizeof(struct bpf_insn)), ATTR(prog_type),
    ATTR(insn_cnt), ATTR(insns), ATTR(license), ATTR(kern_version), ATTR(target_fd),
    ATTR(attach_bpf_fd), ATTR(attach_type), ATTR(attach_flags), ATTR(query.target_fd),
    ATTR(query.attach_type), ATTR(query.prog_ids), ATTR(query.prog_cnt), ATTR(prog_id),
    EBPF("LOAD_WORD", BPF_LDX | BPF_MEM | BPF_W), EBPF("AND_32", BPF_ALU | BPF_AND | BPF_K),
    EBPF("SHIFT_RIGHT_32", BPF_ALU | BPF_RSH | BPF_K), EBPF("SET_32", BPF_ALU | BPF_MOV | BPF_K),
    EBPF("MOVE_32", BPF_ALU | BPF_MOV | BPF_X),
    EBPF("JUMP_UNLESS_EQUAL_32", BPF_JMP32 | BPF_JNE | BPF_K),
    EBPF("JUMP_IF_EQUAL_32", BPF_JMP32 | BPF_JEQ | BPF_K), EBPF("EXIT", BPF_JMP | BPF_EXIT),
    OFFSET(bpf_insn, off), OFFSET(bpf_insn, imm), OFFSET(bpf_cgroup_dev_ctx, access_type),
    OFFSET(bpf_cgroup_dev_ctx, major), OFFSET(bpf_cgroup_dev_ctx, minor),

    CONSTANT(SECCOMP "Instructions.SIZE", sizeof(struct sock_filter)),
    CONSTANT(SECCOMP "Instructions.NUMBER", offsetof(struct seccomp_data, nr)),
    CONSTANT(SECCOMP "Instructions.ARCHITECTURE", offsetof(struct seccomp_data, arch)),
    CODE("LOAD_WORD", BPF_LD | BPF_W | BPF_ABS), CODE("JUMP", BPF_JMP | BPF_JA),
    CODE("JUMP_IF_EQUAL", BPF_JMP | BPF_JEQ | BPF_K),
    CODE("JUMP_IF_GREATER", BPF_JMP | BPF_JGT | BPF_K),
    CODE("JUMP_IF_SET", BPF_JMP | BPF_JSET | BPF_K), CODE("RETURN", BPF_RET | BPF_K),
    OFFSET(sock_filter, jt), OFFSET(sock_filter, jf), OFFSET(sock_filter, k),
    CONSTANT(SECCOMP "EnosysStub.X86_64", (int)AUDIT_ARCH_X86_64),
    CONSTANT(SECCOMP "EnosysStub.ARM", AUDIT_ARCH_ARM),
    CONSTANT(SECCOMP "EnosysStub.S390", AUDIT_ARCH_S390),
    CONSTANT(SECCOMP "EnosysStub.S390X", (int)AUDIT_ARCH_S390X),
    CONSTANT(LINUX "SeccompFlags.TSYNC", SECCOMP_FILTER_FLAG_TSYNC),
    CONSTANT(LINUX "SeccompFlags.LOG", SECCOMP_FILTER_FLAG_LOG),
    CONSTANT(LINUX "SeccompFlags.SPEC_ALLOW", SECCOMP_FILTER_FLAG_SPEC_ALLOW),
    CONSTANT(LINUX "SeccompFlags.NEW_LISTENER", SECCOMP_FILTER_FLAG_NEW_LISTENER),
    CONSTANT(LINUX "SeccompFlags.WAIT_KILLABLE_RECV", SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV),
    CONSTANT(LINUX "SeccompFlags.SECCOMP_SET_MODE_FILTER", SECCOMP_SET_MODE_FILTER),

    ATTRIBUTE("READ_ONLY", MOUNT_ATTR_RDONLY), ATTRIBUTE("NO_SUID", MOUNT_ATTR_NOSUID),
    ATTRIBUTE("NO_DEVICES", MOUNT_ATTR_NODEV), ATTRIBUTE("NO_EXEC", MOUNT_ATTR_NOEXEC),
    ATTRIBUTE("ATIME", MOUNT_ATTR__ATIME), ATTRIBUTE("NO_ATIME", MOUNT_ATTR_NOATIME),
    ATTRIBUTE("STRICT_ATIME", MOUNT_ATTR_STRICTATIME),
    ATTRIBUTE("NO_DIRECTORY_ATIME", MOUNT_ATTR_NODIRATIME),
    ATTRIBUTE("NO_SYMLINKS", MOUNT_ATTR_NOSYMFOLLOW), PROPAGATION("RECURSIVE", MS_REC),
    PROPAGATION("UNBINDABLE", MS_UNBINDABLE), PROPAGATION("PRIVATE", MS_PRIVATE),
    PROPAGATION("SLAVE", MS_SLAVE), PROPAGATION("SHARED", MS_SHARED),
    CONSTANT(PLAN "ExecutionPolicy.PER_LINUX", PER_LINUX),
    CONSTANT(PLAN "ExecutionPolicy.PER_LINUX32", PER_LINUX32),
    INDEX(PLAN "ExecutionPolicy.POLICIES", "SCHED_OTHER", SCHED_NORMAL), POLICY(SCHED_FIFO),
    POLICY(SCHED_RR), POLICY(SCHED_BATCH), POLICY(SCHED_IDLE), POLICY(SCHED_DEADLINE),
    SCHEDULING("reset_on_fork", SCHED_FLAG_RESET_ON_FORK),
    SCHEDULING("reclaim", SCHED_FLAG_RECLAIM), SCHEDULING("dl_overrun", SCHED_FLAG_DL_OVERRUN),
    SCHEDULING("keep_policy", SCHED_FLAG_KEEP_POLICY),
    SCHEDULING("keep_params", SCHED_FLAG_KEEP_PARAMS),
    SCHEDULING("util_clamp_min", SCHED_FLAG_UTIL_CLAMP_MIN),
    SCHEDULING("util_clamp_max", SCHED_FLAG_UTIL_CLAMP_MAX), IO_CLASS(IOPRIO_CLASS_NONE),
    IO_CLASS(IOPRIO_CLASS_RT), IO_CLASS(IOPRIO_CLASS_BE), IO_CLASS(IOPRIO_CLASS_IDLE),
    MEMORY_MODE(MPOL_DEFAULT), MEMORY_MODE(MPOL_PREFERRED), MEMORY_MODE(MPOL_BIND),
    MEMORY_MODE(MPOL_INTERLEAVE), MEMORY_MODE(MPOL_LOCAL), MEMORY_MODE(MPOL_PREFERRED_MANY),
    MEMORY_FLAG("numa_balancing", MPOL_F_NUMA_BALANCING),
    MEMORY_FLAG("relative_nodes", MPOL_F_RELATIVE_NODES),
    MEMORY_FLAG("static_nodes", MPOL_F_STATIC_NODES), NAMESPACE("PID", CLONE_NEWPID),
    CLONE("pid", CLONE_NEWPID), NAMESPACE("NETWORK", CLONE_NEWNET), CLONE("network", CLONE_NEWNET),
    NAMESPACE("MOUNT", CLONE_NEWNS), CLONE("mount", CLONE_NEWNS), NAMESPACE("IPC", CLONE_NEWIPC),
    CLONE("ipc", CLONE_NEWIPC), NAMESPACE("UTS", CLONE_NEWUTS), CLONE("uts", CLONE_NEWUTS),
    NAMESPACE("USER", CLONE_NEWUSER), CLONE("user", CLONE_NEWUSER),
    NAMESPACE("CGROUP", CLONE_NEWCGROUP), CLONE("cgroup", CLONE_NEWCGROUP),
    NAMESPACE("TIME", CLONE_NEWTIME), CLONE("time", CLONE_NEWTIME),

    /* clang-format off: these are read in rows */
    /* signal(7) */
    SIGNAL(HUP), SIGNAL(INT), SIGNAL(QUIT), SIGNAL(ILL), SIGNAL(TRAP), SIGNAL(ABRT), SIGNAL(BUS),
    SIGNAL(FPE), SIGNAL(KILL), SIGNAL(USR1), SIGNAL(SEGV), SIGNAL(USR2), SIGNAL(PIPE), SIGNAL(ALRM),
    SIGNAL(TERM), SIGNAL(STKFLT), SIGNAL(CHLD), SIGNAL(CONT), SIGNAL(STOP), SIGNAL(TSTP),
    SIGNAL(TTIN), SIGNAL(TTOU), SIGNAL(URG), SIGNAL(XCPU), SIGNAL(XFSZ), SIGNAL(VTALRM),
    SIGNAL(PROF), SIGNAL(WINCH), SIGNAL(IO), SIGNAL(PWR), SIGNAL(SYS),
    /* errno(3) */
    ERRNO(EPERM), ERRNO(ENOENT), ERRNO(ESRCH), ERRNO(EINTR), ERRNO(EIO), ERRNO(ENXIO), ERRNO(E2BIG),
    ERRNO(ENOEXEC), ERRNO(EBADF), ERRNO(ECHILD), ERRNO(EAGAIN), ERRNO(ENOMEM), ERRNO(EACCES),
    ERRNO(EFAULT), ERRNO(ENOTBLK), ERRNO(EBUSY), ERRNO(EEXIST), ERRNO(EXDEV), ERRNO(ENODEV),
    ERRNO(ENOTDIR), ERRNO(EISDIR), ERRNO(EINVAL), ERRNO(ENFILE), ERRNO(EMFILE), ERRNO(ENOTTY),
    ERRNO(ETXTBSY), ERRNO(EFBIG), ERRNO(ENOSPC), ERRNO(ESPIPE), ERRNO(EROFS), ERRNO(EMLINK),
    ERRNO(EPIPE), ERRNO(EDOM), ERRNO(ERANGE), ERRNO(EDEADLK), ERRNO(ENAMETOOLONG), ERRNO(ENOLCK),
    ERRNO(ENOSYS), ERRNO(ENOTEMPTY), ERRNO(ELOOP), ERRNO(ENOMSG), ERRNO(EIDRM), ERRNO(ECHRNG),
    ERRNO(EL2NSYNC), ERRNO(EL3HLT), ERRNO(EL3RST), ERRNO(ELNRNG), ERRNO(EUNATCH), ERRNO(ENOCSI),
    ERRNO(EL2HLT), ERRNO(EBADE), ERRNO(EBADR), ERRNO(EXFULL), ERRNO(ENOANO), ERRNO(EBADRQC),
    ERRNO(EBADSLT), ERRNO(EBFONT), ERRNO(ENOSTR), ERRNO(ENODATA), ERRNO(ETIME), ERRNO(ENOSR),
    ERRNO(ENONET), ERRNO(ENOPKG), ERRNO(EREMOTE), ERRNO(ENOLINK), ERRNO(EADV), ERRNO(ESRMNT),
    ERRNO(ECOMM), ERRNO(EPROTO), ERRNO(EMULTIHOP), ERRNO(EDOTDOT), ERRNO(EBADMSG), ERRNO(EOVERFLOW),
    ERRNO(ENOTUNIQ), ERRNO(EBADFD), ERRNO(EREMCHG), ERRNO(ELIBACC), ERRNO(ELIBBAD), ERRNO(ELIBSCN),
    ERRNO(ELIBMAX), ERRNO(ELIBEXEC), ERRNO(EILSEQ), ERRNO(ERESTART), ERRNO(ESTRPIPE), ERRNO(EUSERS),
    ERRNO(ENOTSOCK), ERRNO(EDESTADDRREQ), ERRNO(EMSGSIZE), ERRNO(EPROTOTYPE), ERRNO(ENOPROTOOPT),
    ERRNO(EPROTONOSUPPORT), ERRNO(ESOCKTNOSUPPORT), ERRNO(EOPNOTSUPP), ERRNO(EPFNOSUPPORT),
    ERRNO(EAFNOSUPPORT), ERRNO(EADDRINUSE), ERRNO(EADDRNOTAVAIL), ERRNO(ENETDOWN),
    ERRNO(ENETUNREACH), ERRNO(ENETRESET), ERRNO(ECONNABORTED), ERRNO(ECONNRESET), ERRNO(ENOBUFS),
    ERRNO(EISCONN), ERRNO(ENOTCONN), ERRNO(ESHUTDOWN), ERRNO(ETOOMANYREFS), ERRNO(ETIMEDOUT),
    ERRNO(ECONNREFUSED), ERRNO(EHOSTDOWN), ERRNO(EHOSTUNREACH), ERRNO(EALREADY), ERRNO(EINPROGRESS),
    ERRNO(ESTALE), ERRNO(EUCLEAN), ERRNO(ENOTNAM), ERRNO(ENAVAIL), ERRNO(EISNAM), ERRNO(EREMOTEIO),
    ERRNO(EDQUOT), ERRNO(ENOMEDIUM), ERRNO(EMEDIUMTYPE), ERRNO(ECANCELED), ERRNO(ENOKEY),
    ERRNO(EKEYEXPIRED), ERRNO(EKEYREVOKED), ERRNO(EKEYREJECTED), ERRNO(EOWNERDEAD),
    ERRNO(ENOTRECOVERABLE), ERRNO(ERFKILL),
    /* capabilities(7) */
    CAPABILITY(CAP_CHOWN), CAPABILITY(CAP_DAC_OVERRIDE), CAPABILITY(CAP_DAC_READ_SEARCH),
    CAPABILITY(CAP_FOWNER), CAPABILITY(CAP_FSETID), CAPABILITY(CAP_KILL), CAPABILITY(CAP_SETGID),
    CAPABILITY(CAP_SETUID), CAPABILITY(CAP_SETPCAP), CAPABILITY(CAP_LINUX_IMMUTABLE),
    CAPABILITY(CAP_NET_BIND_SERVICE), CAPABILITY(CAP_NET_BROADCAST), CAPABILITY(CAP_NET_ADMIN),
    CAPABILITY(CAP_NET_RAW), CAPABILITY(CAP_IPC_LOCK), CAPABILITY(CAP_IPC_OWNER),
    CAPABILITY(CAP_SYS_MODULE), CAPABILITY(CAP_SYS_RAWIO), CAPABILITY(CAP_SYS_CHROOT),
    CAPABILITY(CAP_SYS_PTRACE), CAPABILITY(CAP_SYS_PACCT), CAPABILITY(CAP_SYS_ADMIN),
    CAPABILITY(CAP_SYS_BOOT), CAPABILITY(CAP_SYS_NICE), CAPABILITY(CAP_SYS_RESOURCE),
    CAPABILITY(CAP_SYS_TIME), CAPABILITY(CAP_SYS_TTY_CONFIG), CAPABILITY(CAP_MKNOD),
    CAPABILITY(CAP_LEASE), CAPABILITY(CAP_AUDIT_WRITE), CAPABILITY(CAP_AUDIT_CONTROL),
    CAPABILITY(CAP_SETFCAP), CAPABILITY(CAP_MAC_OVERRIDE), CAPABILITY(CAP_MAC_ADMIN),
    CAPABILITY(CAP_SYSLOG), CAPABILITY(CAP_WAKE_ALARM), CAPABILITY(CAP_BLOCK_SUSPEND),
    CAPABILITY(CAP_AUDIT_READ), CAPABILITY(CAP_PERFMON), CAPABILITY(CAP_BPF),
    CAPABILITY(CAP_CHECKPOINT_RESTORE),
    /* getrlimit(2) */
    RLIMIT(RLIMIT_CPU), RLIMIT(RLIMIT_FSIZE), RLIMIT(RLIMIT_DATA), RLIMIT(RLIMIT_STACK),
    RLIMIT(RLIMIT_CORE), RLIMIT(RLIMIT_RSS), RLIMIT(RLIMIT_NPROC), RLIMIT(RLIMIT_NOFILE),
    RLIMIT(RLIMIT_MEMLOCK), RLIMIT(RLIMIT_AS), RLIMIT(RLIMIT_LOCKS), RLIMIT(RLIMIT_SIGPENDING),
    RLIMIT(RLIMIT_MSGQUEUE), RLIMIT(RLIMIT_NICE), RLIMIT(RLIMIT_RTPRIO), RLIMIT(RLIMIT_RTTIME),
    /* clang-format on */
};

int main(void)
{
    for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
        printf("%s %lld\n", facts[i].name, facts[i].value);
    return ferror(stdout) || fflush(stdout) != 0;
}
