#include "invocation.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "argument.h"
#include "descriptor_limit.h"
#include "io.h"

#define FIRST_INHERITED 3
#define POLLED_AT_ONCE 256

int ensure_standard_descriptors(void)
{
    for (int fd = 0; fd < FIRST_INHERITED; fd++) {
        if (fcntl(fd, F_GETFD) >= 0)
            continue;
        int null = open("/dev/null", O_RDWR);
        if (null != fd)
            return -1;
    }
    return 0;
}

/* poll(2) marks closed descriptors with POLLNVAL: one call for many of them. */
static uint32_t count_inherited(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    /* poll takes no more than the soft limit. */
    nfds_t at_once = limit.rlim_cur < POLLED_AT_ONCE ? (nfds_t)limit.rlim_cur : POLLED_AT_ONCE;
    uint32_t count = 0;
    for (;;) {
        struct pollfd set[POLLED_AT_ONCE];
        for (nfds_t i = 0; i < at_once; i++)
            set[i] = (struct pollfd){.fd = FIRST_INHERITED + (int)count + (int)i};
        if (poll(set, at_once, 0) < 0)
            return count;
        for (nfds_t i = 0; i < at_once; i++) {
            if ((set[i].revents & POLLNVAL) != 0)
                return count;
            count++;
        }
        if (at_once == 0)
            return count;
    }
}

static char *working_directory(void)
{
    char *cwd = getcwd(NULL, 0);
    if (cwd != NULL && cwd[0] == '/')
        return cwd;
    /* Deleted or unreachable: it still has a name while we live. */
    free(cwd);
    char *name = NULL;
    return asprintf(&name, "/proc/%d/cwd", (int)getpid()) < 0 ? NULL : name;
}

static void capture_terminal(struct invocation *invocation, int fd, uint32_t bit)
{
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) != 0)
        return;
    if (invocation->terminals == 0) {
        invocation->terminal = fd;
        invocation->rows = size.ws_row;
        invocation->columns = size.ws_col;
    }
    invocation->terminals |= bit;
}

/* Where none of the standard ones is a terminal there may still be one that controls us. */
static void capture_terminals(struct invocation *invocation)
{
    invocation->terminal = -1;
    for (int fd = 0; fd < FIRST_INHERITED; fd++)
        capture_terminal(invocation, fd, 1U << fd);
    if (invocation->terminals != 0)
        return;
    int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return;
    capture_terminal(invocation, fd, 1U << FIRST_INHERITED);
    if (invocation->terminal != fd)
        close_fd(fd);
}

int invocation_capture(struct invocation *invocation, char **argv, char **environment)
{
    *invocation = (struct invocation){.argv = argv, .environment = environment};
    if (raise_descriptor_limit(&invocation->descriptors) != 0)
        return -1;
    invocation->inherited = count_inherited();
    mode_t mask = umask(0);
    umask(mask);
    invocation->umask = (uint32_t)mask;
    capture_terminals(invocation);
    invocation->cwd = working_directory();
    invocation->rewritten = arguments_rewrite(argv, getpid());
    if (invocation->cwd == NULL || invocation->rewritten == NULL) {
        errno = ENOMEM;
        return -1;
    }
    return 0;
}

int invocation_send(const struct invocation *invocation, struct session *session, char *const *argv)
{
    return session_send(session, MESSAGE_INVOCATION, PROTOCOL_VERSION, BUILD_ID, argv,
                        invocation->environment, invocation->cwd, (uint32_t)getpid(),
                        invocation->terminals, invocation->rows, invocation->columns,
                        invocation->inherited, invocation->umask);
}

const char *invocation_variable(const struct invocation *invocation, const char *name)
{
    size_t length = strlen(name);
    for (char **entry = invocation->environment; *entry != NULL; entry++) {
        if (strncmp(*entry, name, length) == 0 && (*entry)[length] == '=')
            return *entry + length + 1;
    }
    return NULL;
}
