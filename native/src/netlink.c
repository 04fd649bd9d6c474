#include "netlink.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The kernel's answers to a dump fit into so much (NLMSG_GOODSIZE is at most 8 KiB). */
#define ANSWER_SIZE 32768U

/* NLA_HDRLEN and NLMSG_HDRLEN as what they are: sizes. */
#define ATTRIBUTE_HEADER sizeof(struct nlattr)
#define MESSAGE_HEADER sizeof(struct nlmsghdr)

int netlink_open(void)
{
    return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
}

static size_t aligned(size_t length)
{
    return (length + NLMSG_ALIGNTO - 1) & ~(size_t)(NLMSG_ALIGNTO - 1);
}

static struct nlmsghdr *header(struct netlink_request *request)
{
    return (struct nlmsghdr *)(void *)request->bytes;
}

void netlink_begin(struct netlink_request *request, uint16_t type, uint16_t flags, const void *body,
                   size_t length)
{
    memset(request, 0, sizeof(*request));
    *header(request) = (struct nlmsghdr){
        .nlmsg_len = (uint32_t)(MESSAGE_HEADER + length),
        .nlmsg_type = type,
        .nlmsg_flags = (uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags),
        .nlmsg_seq = 1,
    };
    memcpy(request->bytes + MESSAGE_HEADER, body, length);
}

int netlink_add(struct netlink_request *request, uint16_t type, const void *data, size_t length)
{
    struct nlmsghdr *message = header(request);
    size_t at = aligned(message->nlmsg_len);
    if (length > NETLINK_REQUEST_SIZE || at + ATTRIBUTE_HEADER + length > NETLINK_REQUEST_SIZE) {
        errno = EMSGSIZE;
        return -1;
    }
    struct nlattr attribute = {.nla_len = (uint16_t)(ATTRIBUTE_HEADER + length), .nla_type = type};
    memcpy(request->bytes + at, &attribute, sizeof(attribute));
    memcpy(request->bytes + at + ATTRIBUTE_HEADER, data, length);
    message->nlmsg_len = (uint32_t)(at + ATTRIBUTE_HEADER + length);
    return 0;
}

/* One datagram of the kernel's. Its length, or -1 with errno. */
static ssize_t receive(int fd, char *answer)
{
    struct sockaddr_nl from;
    while (true) {
        socklen_t size = sizeof(from);
        ssize_t length =
            recvfrom(fd, answer, ANSWER_SIZE, MSG_TRUNC, (struct sockaddr *)&from, &size);
        if (length < 0 && errno == EINTR)
            continue;
        if (length > (ssize_t)ANSWER_SIZE) {
            errno = EMSGSIZE;
            return -1;
        }
        /* Any process may write to the socket; only the kernel has port 0. */
        if (length < 0 || from.nl_pid == 0)
            return length;
    }
}

/* One message of the answer. 1: the last, 0: more follow, -1 with errno. */
static int take(const struct nlmsghdr *message, netlink_handler *handler, void *context)
{
    if (message->nlmsg_type == NLMSG_DONE)
        return 1;
    if (message->nlmsg_type != NLMSG_ERROR)
        return handler == NULL ? 0 : handler(context, message);
    struct nlmsgerr result;
    if (message->nlmsg_len < MESSAGE_HEADER + sizeof(result.error)) {
        errno = EBADMSG;
        return -1;
    }
    memcpy(&result.error, (const char *)message + MESSAGE_HEADER, sizeof(result.error));
    errno = -result.error;
    return result.error == 0 ? 1 : -1;
}

int netlink_ask(int fd, struct netlink_request *request, netlink_handler *handler, void *context)
{
    _Alignas(struct nlmsghdr) char answer[ANSWER_SIZE];
    size_t size = header(request)->nlmsg_len;
    ssize_t sent = send(fd, request->bytes, size, 0);
    if (sent != (ssize_t)size) {
        if (sent >= 0)
            errno = EIO;
        return -1;
    }
    while (true) {
        ssize_t count = receive(fd, answer);
        if (count < 0)
            return -1;
        size_t length = (size_t)count;
        for (size_t at = 0; at + MESSAGE_HEADER <= length;) {
            const struct nlmsghdr *message = (const struct nlmsghdr *)(void *)(answer + at);
            if (message->nlmsg_len < MESSAGE_HEADER || message->nlmsg_len > length - at) {
                errno = EBADMSG;
                return -1;
            }
            int last = take(message, handler, context);
            if (last != 0)
                return last < 0 ? -1 : 0;
            at += aligned(message->nlmsg_len);
        }
    }
}

const struct nlattr *netlink_attribute(const struct nlmsghdr *message, size_t body,
                                       const struct nlattr *previous)
{
    const char *start = (const char *)message;
    size_t at = previous == NULL
                    ? MESSAGE_HEADER + aligned(body)
                    : (size_t)((const char *)previous - start) + aligned(previous->nla_len);
    if (at + ATTRIBUTE_HEADER > message->nlmsg_len)
        return NULL;
    const struct nlattr *next = (const struct nlattr *)(const void *)(start + at);
    return next->nla_len < ATTRIBUTE_HEADER || next->nla_len > message->nlmsg_len - at ? NULL
                                                                                       : next;
}

const void *netlink_data(const struct nlattr *attribute, size_t *length)
{
    *length = attribute->nla_len - ATTRIBUTE_HEADER;
    return (const char *)attribute + ATTRIBUTE_HEADER;
}
