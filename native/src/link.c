#include "link.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include "io.h"

#define SHORT_SIZE offsetof(struct link_message, failure)
#define DETAIL_AT (SHORT_SIZE + offsetof(struct failure, detail))

int link_send(int socket, enum link_type type, uint32_t number, int fd)
{
    uint32_t message[] = {(uint32_t)type, number};
    _Static_assert(sizeof(message) == SHORT_SIZE, "a message without a failure");
    return send_with_fd(socket, message, sizeof(message), fd);
}

int link_send_failure(int socket, const struct failure *failure)
{
    struct link_message message = {.type = LINK_FAILED};
    message.failure = *failure;
    return send_with_fd(socket, &message, DETAIL_AT + failure->length, -1);
}

static int check_message(struct link_message *message, size_t length)
{
    if (length < SHORT_SIZE)
        return -1;
    if (message->type != LINK_FAILED)
        return length == SHORT_SIZE ? 0 : -1;
    if (length < DETAIL_AT || message->failure.length != length - DETAIL_AT ||
        message->failure.length >= FAILURE_DETAIL_SIZE)
        return -1;
    message->failure.detail[message->failure.length] = '\0';
    return 0;
}

int link_receive(int socket, struct link_message *message, int *fd, int flags)
{
    ssize_t count = receive_with_fd(socket, message, sizeof(*message), fd, flags);
    /* The other side has left with something of ours unread. This is told once, before what it has
     * said itself. */
    if (count < 0 && errno == ECONNRESET)
        count = receive_with_fd(socket, message, sizeof(*message), fd, flags);
    if (count < 0)
        return errno == ECONNRESET ? 0 : -1;
    if (count == 0)
        return 0;
    if (check_message(message, (size_t)count) != 0) {
        close_and_forget(fd);
        errno = EPROTO;
        return -1;
    }
    return 1;
}

int link_expect(int socket, enum link_type type, int *fd)
{
    struct link_message message;
    int came = link_receive(socket, &message, fd, 0);
    if (came < 0)
        return -1;
    if (came == 1 && message.type == (uint32_t)type)
        return 0;
    close_and_forget(fd);
    errno = came == 0 ? EPIPE : EPROTO;
    return -1;
}
