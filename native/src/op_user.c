/* What the process may do: ids, capabilities, privileges. */
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "kernel.h"
#include "run.h"

int op_limit_bounding_set(struct run *run, const struct operation *operation)
{
    uint64_t keep = operation->arguments[0].q;
    for (unsigned int capability = 0; capability < 64; capability++) {
        if ((keep >> capability & 1) != 0 || prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0)
            continue;
        /* The first one that the kernel does not know. */
        if (errno == EINVAL)
            return 0;
        /* One that is not held may not be dropped without privilege, and need not be. */
        if (errno != EPERM || prctl(PR_CAPBSET_READ, capability, 0, 0, 0) != 0)
            return fail_errno(run->failure, "prctl: PR_CAPBSET_DROP %u", capability);
    }
    return 0;
}

/*
 * The standard descriptors were opened by someone else: the user must be able to open them
 * again by /dev/stdout. Not the null device, which is everybody's.
 */
int op_own_stdio(struct run *run, const struct operation *operation)
{
    uid_t uid = operation->arguments[0].u;
    for (int fd = 0; fd <= 2; fd++) {
        struct stat status;
        if (fstat(fd, &status) != 0)
            return fail_errno(run->failure, "fstat: descriptor %d", fd);
        bool is_null = S_ISCHR(status.st_mode) && status.st_rdev == makedev(1, 3);
        if (status.st_uid == uid || is_null)
            continue;
        /* Not ours to give away (unmapped owner), or read-only: no reason not to run. */
        if (fchown(fd, uid, (gid_t)-1) != 0 && errno != EPERM && errno != EROFS && errno != EINVAL)
            return fail_errno(run->failure, "fchown: descriptor %d", fd);
    }
    return 0;
}

/*
 * After an EPERM of setgroups(2): whether /proc/self/setgroups says deny. With CAP_SETGID there
 * is no other reason for it (user_namespaces(7)), and no procfs need be trusted to tell.
 */
static bool groups_are_denied(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2];
    if (errno != EPERM)
        return false;
    bool may =
        syscall(SYS_capget, &header, data) == 0 && (data[0].effective & 1U << CAP_SETGID) != 0;
    errno = EPERM;
    return may;
}

int op_set_user(struct run *run, const struct operation *operation)
{
    uid_t uid = operation->arguments[0].u;
    gid_t gid = operation->arguments[1].u;
    const uint32_t *groups = operation->arguments[2].n.items;
    uint32_t count = operation->arguments[2].n.count;
    if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0)
        return fail_errno(run->failure, "prctl: PR_SET_KEEPCAPS");
    if (operation->arguments[3].u == 0 && setgroups(count, groups) != 0 && !groups_are_denied())
        return fail_errno(run->failure, "setgroups");
    if (setresgid(gid, gid, gid) != 0)
        return fail_errno(run->failure, "setresgid: %u", gid);
    if (setresuid(uid, uid, uid) != 0)
        return fail_errno(run->failure, "setresuid: %u", uid);
    return guard_init(run);
}

int op_set_capabilities(struct run *run, const struct operation *operation)
{
    uint64_t effective = operation->arguments[0].q;
    uint64_t permitted = operation->arguments[1].q;
    uint64_t inheritable = operation->arguments[2].q;
    uint64_t ambient = operation->arguments[3].q;
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2];
    for (int half = 0; half < 2; half++) {
        data[half].effective = (uint32_t)(effective >> (32 * half));
        data[half].permitted = (uint32_t)(permitted >> (32 * half));
        data[half].inheritable = (uint32_t)(inheritable >> (32 * half));
    }
    if (syscall(SYS_capset, &header, data) != 0)
        return fail_errno(run->failure, "capset");
    if (prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0) != 0)
        return fail_errno(run->failure, "prctl: PR_SET_KEEPCAPS");
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0)
        return fail_errno(run->failure, "prctl: PR_CAP_AMBIENT_CLEAR_ALL");
    for (unsigned int capability = 0; capability < 64; capability++)
        if ((ambient >> capability & 1) != 0 &&
            prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) != 0)
            return fail_errno(run->failure, "prctl: PR_CAP_AMBIENT_RAISE %u", capability);
    return guard_init(run);
}

int op_set_no_new_privileges(struct run *run, const struct operation *operation)
{
    (void)operation;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return fail_errno(run->failure, "prctl: PR_SET_NO_NEW_PRIVS");
    return 0;
}

int op_set_umask(struct run *run, const struct operation *operation)
{
    (void)umask((mode_t)operation->arguments[0].u);
    run->umask_set = true;
    return 0;
}
