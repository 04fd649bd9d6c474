#include "notify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "io.h"
#include "kernel.h"

enum { DATAGRAMS, INIT };

#define DATAGRAM_SIZE 4096
#define SOCKET_NAME "notify.sock"
/* As runc: a manager that knows no barriers lets us wait in vain. */
#define BARRIER_MS 30000

void notify_init(struct notify *notify)
{
    *notify = (struct notify){.socket = -1, .manager = -1, .init_pidfd = -1};
}

void notify_close(struct notify *notify)
{
    close_and_forget(&notify->socket);
    close_and_forget(&notify->manager);
    close_and_forget(&notify->init_pidfd);
    notify->state = NOTIFY_IDLE;
}

/* A path through a descriptor of its directory: that may be longer than an address. */
static int bind_in(int directory, int fd)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    /* What an earlier start left. */
    if (unlinkat(directory, SOCKET_NAME, 0) != 0 && errno != ENOENT)
        return -1;
    (void)snprintf(address.sun_path, sizeof(address.sun_path), "/proc/self/fd/%d/" SOCKET_NAME,
                   directory);
    if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) != 0)
        return -1;
    return fchmodat(directory, SOCKET_NAME, 0777, 0);
}

/* sd_notify(3): an absolute path, or "@" and an abstract name, which has no NUL at its end. */
static int connect_to(int fd, const char *text)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(text);
    if ((text[0] != '/' && text[0] != '@') || length < 2) {
        errno = EAFNOSUPPORT;
        return -1;
    }
    if (length >= sizeof(address.sun_path)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(address.sun_path, text, length);
    if (text[0] == '@')
        address.sun_path[0] = '\0';
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    if (text[0] != '@')
        size++;
    return connect(fd, (const struct sockaddr *)&address, size);
}

static int datagram_socket(void)
{
    return socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

int notify_listen(struct notify *notify, const char *directory, const char *address, pid_t init,
                  struct failure *failure)
{
    if (notify->socket >= 0) {
        errno = EALREADY;
        return fail_errno(failure, "listen: %s", directory);
    }
    notify->init = init;
    notify->init_pidfd = (int)syscall(SYS_pidfd_open, init, 0);
    if (notify->init_pidfd < 0)
        return fail_errno(failure, "pidfd_open: %d", (int)init);
    notify->manager = datagram_socket();
    if (notify->manager < 0 || connect_to(notify->manager, address) != 0)
        return fail_errno(failure, "connect: NOTIFY_SOCKET %s", address);
    cleanup_fd int parent = open(directory, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (parent < 0)
        return fail_errno(failure, "open: %s", directory);
    notify->socket = datagram_socket();
    if (notify->socket < 0 || bind_in(parent, notify->socket) != 0)
        return fail_errno(failure, "bind: %s/" SOCKET_NAME, directory);
    notify->state = NOTIFY_AWAITED;
    return 0;
}

void notify_poll(const struct notify *notify, struct pollfd *set)
{
    /* After readiness they are read as well, and dropped: a full socket makes senders wait. */
    set[DATAGRAMS] = (struct pollfd){.fd = notify->socket, .events = POLLIN};
    set[INIT] = (struct pollfd){.fd = notify->state == NOTIFY_AWAITED ? notify->init_pidfd : -1,
                                .events = POLLIN};
}

/* Whether a line of the datagram, which need not end in a newline, begins so. */
static bool has_line(const char *text, size_t length, const char *beginning)
{
    size_t wanted = strlen(beginning);
    const char *end = text + length;
    for (const char *line = text; line != NULL && (size_t)(end - line) >= wanted;) {
        if (memcmp(line, beginning, wanted) == 0)
            return true;
        line = memchr(line, '\n', (size_t)(end - line));
        if (line != NULL)
            line++;
    }
    return false;
}

/* All datagrams that came: whether one said that the container is ready. */
static bool take_datagrams(int fd)
{
    char text[DATAGRAM_SIZE];
    bool ready = false;
    for (;;) {
        /* Without room for descriptors: those that come along are closed by the kernel. */
        ssize_t count = recv(fd, text, sizeof(text), MSG_DONTWAIT);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return ready;
        ready = ready || has_line(text, (size_t)count, "READY=1");
    }
}

/* Returns once the manager has closed the descriptor: it has read what was sent before. */
static int await_manager(int manager)
{
    static const char barrier[] = "BARRIER=1";
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    int result = send_with_fd(manager, barrier, sizeof(barrier) - 1, ends[1]);
    close_fd(ends[1]);
    struct pollfd set = {.fd = ends[0], .events = POLLIN};
    if (result == 0)
        (void)poll(&set, 1, BARRIER_MS);
    close_fd(ends[0]);
    return result;
}

static int tell_manager(int manager, pid_t main_pid)
{
    char text[64];
    int length = snprintf(text, sizeof(text), "READY=1\nMAINPID=%d\n", (int)main_pid);
    ssize_t count;
    do
        count = send(manager, text, (size_t)length, MSG_NOSIGNAL);
    while (count < 0 && errno == EINTR);
    return count < 0 ? -1 : 0;
}

static void told(struct notify *notify, int result)
{
    notify->state = result == 0 ? NOTIFY_READY : NOTIFY_UNTOLD;
    notify->error = result == 0 ? 0 : errno;
}

void notify_move(struct notify *notify, const struct pollfd *set)
{
    bool ready = set[DATAGRAMS].revents != 0 && take_datagrams(notify->socket);
    if (ready && notify->state == NOTIFY_AWAITED)
        told(notify, tell_manager(notify->manager, getpid()));
}

void notify_wait(struct notify *notify)
{
    while (notify->state == NOTIFY_AWAITED) {
        struct pollfd set[NOTIFY_POLLED];
        notify_poll(notify, set);
        if (poll(set, NOTIFY_POLLED, -1) < 0 && errno != EINTR) {
            told(notify, -1);
        } else if (take_datagrams(notify->socket)) {
            int result = tell_manager(notify->manager, notify->init);
            /* A message of a sender that is gone is not of the service any more. */
            told(notify, result == 0 ? await_manager(notify->manager) : -1);
        } else if (set[INIT].revents != 0) {
            notify->state = NOTIFY_ENDED;
        }
    }
}
