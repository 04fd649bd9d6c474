#include "log_target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include "io.h"
#include "report.h"

#define JOURNAL_SOCKET "/run/systemd/journal/socket"
#define SYSLOG_SOCKET "/dev/log"

#define LINE_SIZE (6 * MESSAGE_SIZE + 128)
#define TIME_SIZE 32
/* Facility 3, daemon, and severity 3, error; sd-journal and syslog(3) share the numbers. */
#define ERROR_OF_A_DAEMON "<27>"

/* What follows the prefix, or NULL. */
static const char *after(const char *text, const char *prefix)
{
    size_t length = strlen(prefix);
    return strncmp(text, prefix, length) == 0 ? text + length : NULL;
}

static const char *identifier(const char *path, const char *prefix)
{
    const char *name = after(path, prefix);
    return name != NULL && name[0] == '\0' ? "carafe" : name;
}

static const char *journal_identifier(const char *path)
{
    return identifier(path, "journald:");
}

static const char *syslog_identifier(const char *path)
{
    return identifier(path, "syslog:");
}

static bool is_wanted(const struct log_target *log)
{
    return log->path != NULL && log->path[0] != '\0';
}

/* The socket that the log is behind, or NULL. */
static const char *socket_of(const char *path)
{
    if (journal_identifier(path) != NULL)
        return JOURNAL_SOCKET;
    return syslog_identifier(path) != NULL ? SYSLOG_SOCKET : NULL;
}

static int connect_datagrams(const char *path, struct problem *problem)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    /* A daemon that takes nothing must not hold up a container. */
    const struct timeval limit = {.tv_sec = 1};
    cleanup_fd int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) != 0 ||
        connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0)
        return problem_errno(problem, "--log: connect %s", path);
    return steal_fd(&fd);
}

static int open_file(const char *path, struct problem *problem)
{
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0644);
    return fd < 0 ? problem_errno(problem, "--log: open %s", path) : fd;
}

int log_open(struct log_target *log, struct problem *problem)
{
    if (!is_wanted(log) || log->fd >= 0)
        return 0;
    const char *socket_path = socket_of(log->path);
    const char *file = after(log->path, "file:");
    log->fd = socket_path != NULL ? connect_datagrams(socket_path, problem)
                                  : open_file(file == NULL ? log->path : file, problem);
    return log->fd < 0 ? -1 : 0;
}

static int send_datagram(struct log_target *log, const void *bytes, size_t length)
{
    struct problem dropped;
    if (log_open(log, &dropped) != 0)
        return -1;
    ssize_t count;
    do
        count = send(log->fd, bytes, length, MSG_NOSIGNAL);
    while (count < 0 && errno == EINTR);
    return count < 0 ? -1 : 0;
}

void log_append(struct log_target *log, const void *bytes, size_t length)
{
    struct problem dropped;
    if (!is_wanted(log))
        return;
    if (socket_of(log->path) == NULL) {
        if (log_open(log, &dropped) == 0)
            (void)write_full(log->fd, bytes, length);
    } else if (send_datagram(log, bytes, length) != 0 && errno == ECONNREFUSED) {
        /* The daemon was started anew since, with another socket. */
        close_and_forget(&log->fd);
        (void)send_datagram(log, bytes, length);
    }
}

size_t format_datagram(char *text, size_t size, const char *path, time_t now, const char *message)
{
    int length = 0;
    char stamp[TIME_SIZE];
    struct tm calendar;
    if (journal_identifier(path) != NULL) {
        length = snprintf(text, size,
                          "PRIORITY=3\nSYSLOG_FACILITY=3\nSYSLOG_IDENTIFIER=%s\nMESSAGE=%s\n",
                          journal_identifier(path), message);
    } else if (syslog_identifier(path) != NULL) {
        localtime_r(&now, &calendar);
        (void)strftime(stamp, sizeof(stamp), "%b %e %H:%M:%S", &calendar);
        length = snprintf(text, size, ERROR_OF_A_DAEMON "%s %s[%d]: %s", stamp,
                          syslog_identifier(path), (int)getpid(), message);
    }
    if (length <= 0)
        return 0;
    return (size_t)length < size ? (size_t)length : size - 1;
}

/* A line feed would begin another field, and end a line of syslog's. */
static void make_one_line(char *text)
{
    for (; *text != '\0'; text++)
        if (*text == '\n' || *text == '\r')
            *text = ' ';
}

void log_error(struct log_target *log, const char *message)
{
    static char line[LINE_SIZE];
    char plain[MESSAGE_SIZE];
    if (!is_wanted(log))
        return;
    (void)snprintf(plain, sizeof(plain), "%s", message);
    make_one_line(plain);
    size_t length = format_datagram(line, sizeof(line), log->path, time(NULL), plain);
    if (length == 0)
        length = format_log_line(line, sizeof(line), log->format, time(NULL), "error", message);
    log_append(log, line, length);
}
