/* The environment of the process. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "environment.h"
#include "passwd.h"
#include "resolve.h"
#include "run.h"

#define PASSWD "/etc/passwd"

const char *environment_value(char *const *environment, const char *name)
{
    size_t length = strlen(name);
    const char *value = NULL;
    for (; environment != NULL && *environment != NULL; environment++)
        if (strncmp(*environment, name, length) == 0 && (*environment)[length] == '=')
            value = *environment + length + 1;
    return value;
}

int op_set_environment(struct run *run, const struct operation *operation)
{
    run->environment = operation->arguments[0].l.items;
    return 0;
}

/* Fills home, "/" where the container does not say. 0, or -1 with the failure. */
static int find_home(struct run *run, uid_t uid, char *home, size_t size)
{
    strcpy(home, "/");
    cleanup_fd int fd =
        open_in_root(root_fd(run), PASSWD, O_RDONLY | O_NONBLOCK | O_NOCTTY, RESOLVE_FOLLOW);
    struct stat status;
    /* An image need not have users, and what it has need not be readable, or a file. */
    if (fd < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return 0;
    if (passwd_home(fd, uid, home, size) < 0)
        return fail_errno(run->failure, "read: %s", PASSWD);
    return 0;
}

int op_default_home(struct run *run, const struct operation *operation)
{
    if (run->environment == NULL)
        return fail_program(run->failure, "default_home before set_environment");
    const char *present = environment_value(run->environment, "HOME");
    if (present != NULL && present[0] != '\0')
        return 0;
    static const char prefix[] = "HOME=";
    memcpy(run->home, prefix, sizeof(prefix));
    if (find_home(run, operation->arguments[0].u, run->home + sizeof(prefix) - 1, PATH_MAX) != 0)
        return -1;
    /* An empty HOME is replaced where it stands; otherwise the list has room for one more. */
    char **place = run->environment;
    while (*place != NULL && strcmp(*place, prefix) != 0)
        place++;
    *place = run->home;
    return 0;
}
