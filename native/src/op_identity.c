/* Session, control group, namespaces and names of init. */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "kernel.h"
#include "loopback.h"
#include "run.h"

/* keyctl(2) */
#define KEYCTL_JOIN_SESSION 1
#define KEYCTL_SETPERM_COMMAND 5
#define KEYCTL_DESCRIBE_COMMAND 6
#define KEY_SEARCH_BY_OTHERS 0x00000008U
#define KEY_SEARCH_BY_USER 0x00080000U

int op_new_session(struct run *run, const struct operation *operation)
{
    (void)operation;
    return setsid() < 0 ? fail_errno(run->failure, "setsid") : 0;
}

int op_join_cgroup(struct run *run, const struct operation *operation)
{
    uint32_t slot = operation->arguments[0].u;
    if (write_full(slot_fd(run, slot), "0", 1) != 0)
        return fail_errno(run->failure, "write: the control group in slot %u", slot);
    close_and_forget(&run->program->slots[slot]);
    return 0;
}

int op_unshare(struct run *run, const struct operation *operation)
{
    if (unshare((int)operation->arguments[0].q) != 0)
        return fail_errno(run->failure, "unshare");
    return guard_init(run);
}

int op_become_root(struct run *run, const struct operation *operation)
{
    (void)operation;
    if (setresgid(0, 0, 0) != 0)
        return fail_errno(run->failure, "setresgid: 0");
    if (setresuid(0, 0, 0) != 0)
        return fail_errno(run->failure, "setresuid: 0");
    return guard_init(run);
}

/* `type;uid;gid;perm;description`, as keyctl_describe(3) says. */
static int keyring_permissions(long keyring, unsigned int *permissions)
{
    char description[512];
    long length =
        syscall(SYS_keyctl, KEYCTL_DESCRIBE_COMMAND, keyring, description, sizeof(description) - 1);
    if (length < 0)
        return -1;
    description[(size_t)length < sizeof(description) ? (size_t)length : sizeof(description) - 1] =
        '\0';
    if (sscanf(description, "%*[^;];%*d;%*d;%x;", permissions) != 1) {
        errno = EINVAL;
        return -1;
    }
    return 0;
}

int op_session_keyring(struct run *run, const struct operation *operation)
{
    const char *name = operation->arguments[0].s;
    long keyring = syscall(SYS_keyctl, KEYCTL_JOIN_SESSION, name);
    /* A kernel without keyrings has none to leak. */
    if (keyring < 0 && errno == ENOSYS)
        return 0;
    if (keyring < 0)
        return fail_errno(run->failure, "keyctl: join session keyring %s", name);
    unsigned int permissions;
    if (keyring_permissions(keyring, &permissions) != 0)
        return fail_errno(run->failure, "keyctl: describe session keyring %s", name);
    permissions |= in_user_namespace(run) ? KEY_SEARCH_BY_OTHERS : KEY_SEARCH_BY_USER;
    if (syscall(SYS_keyctl, KEYCTL_SETPERM_COMMAND, keyring, permissions) != 0)
        return fail_errno(run->failure, "keyctl: permissions of session keyring %s", name);
    return 0;
}

int op_set_hostname(struct run *run, const struct operation *operation)
{
    const char *name = operation->arguments[0].s;
    if (sethostname(name, strlen(name)) != 0)
        return fail_errno(run->failure, "sethostname: %s", name);
    return 0;
}

int op_set_domainname(struct run *run, const struct operation *operation)
{
    const char *name = operation->arguments[0].s;
    if (setdomainname(name, strlen(name)) != 0)
        return fail_errno(run->failure, "setdomainname: %s", name);
    return 0;
}

int op_raise_loopback(struct run *run, const struct operation *operation)
{
    (void)operation;
    return raise_loopback(run->failure);
}
