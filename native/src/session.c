#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "io.h"
#include "kernel.h"
#include "process.h"

#define READ_AHEAD 65536U
/* A killed process ends soon, even one with many threads. */
#define KILLED_WAIT_MS 5000

void session_init(struct session *session)
{
    *session = (struct session){.socket = -1, .log = -1};
}

int session_next(struct session *session, struct message *message)
{
    size_t size;
    int result = message_decode(session->buffer + session->start, session->end - session->start,
                                message, &size);
    if (result > 0)
        session->start += size;
    return result;
}

/* At least `more` free bytes behind `end`. */
static int make_room(struct session *session, size_t more)
{
    size_t length = session->end - session->start;
    if (session->start > 0 && length > 0)
        memmove(session->buffer, session->buffer + session->start, length);
    session->start = 0;
    session->end = length;
    if (session->capacity - length >= more)
        return 0;
    size_t capacity = session->capacity * 2 > length + more ? session->capacity * 2 : length + more;
    uint8_t *grown = realloc(session->buffer, capacity);
    if (grown == NULL)
        return -1;
    session->buffer = grown;
    session->capacity = capacity;
    return 0;
}

int session_fill(struct session *session)
{
    if (make_room(session, READ_AHEAD) != 0)
        return -1;
    ssize_t count;
    do
        count = recv(session->socket, session->buffer + session->end,
                     session->capacity - session->end, MSG_DONTWAIT);
    while (count < 0 && errno == EINTR);
    if (count < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -1;
    if (count == 0)
        return -1;
    session->end += (size_t)count;
    return 1;
}

int session_restore(struct session *session, const void *bytes, size_t length)
{
    if (length == 0)
        return 0;
    if (make_room(session, length) != 0)
        return -1;
    memcpy(session->buffer + session->end, bytes, length);
    session->end += length;
    return 0;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int session_await(struct session *session, struct message *message, int timeout_ms)
{
    int64_t deadline = now_ms() + timeout_ms;
    for (;;) {
        int result = session_next(session, message);
        if (result != 0)
            return result;
        int64_t left = deadline - now_ms();
        struct pollfd poll_set = {.fd = session->socket, .events = POLLIN};
        int count = poll(&poll_set, 1, left > 0 ? (int)left : 0);
        if (count < 0 && errno != EINTR)
            return -1;
        if (count == 0)
            return 0;
        if (count > 0 && session_fill(session) < 0)
            return -1;
    }
}

uint64_t session_engine_time(const struct session *session)
{
    return session->engine <= 0 ? 0 : process_time(session->engine);
}

bool session_engine_stopped(const struct session *session)
{
    if (!session->resident || session->engine <= 0)
        return false;
    char state = process_state(session->engine);
    return state != 0 && strchr("TtZX", state) != NULL;
}

bool session_hung_up(const struct session *session)
{
    struct pollfd set = {.fd = session->socket, .events = POLLRDHUP};
    return poll(&set, 1, 0) > 0 && (set.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

bool session_engine_lost(const struct session *session)
{
    return session->socket < 0 || session_hung_up(session) || session_engine_stopped(session);
}

void session_end_stopped_engine(const struct session *session)
{
    /* 1 is systemd, which listened for it. A socket that is open keeps the pid from another. */
    if (!session->resident || session->engine <= 1 || session->socket < 0)
        return;
    cleanup_fd int pidfd = (int)syscall(SYS_pidfd_open, session->engine, 0);
    if (pidfd < 0 || session_hung_up(session) || process_state(session->engine) != 'T')
        return;
    if (syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0) != 0)
        return;
    struct pollfd set = {.fd = pidfd, .events = POLLIN};
    (void)poll(&set, 1, KILLED_WAIT_MS);
}

int session_write(struct session *session, const struct writer *frame)
{
    return send_full(session->socket, frame->bytes, frame->length);
}

void session_close(struct session *session)
{
    close_and_forget(&session->socket);
    free(session->buffer);
    session->buffer = NULL;
    session->start = 0;
    session->end = 0;
    session->capacity = 0;
}
