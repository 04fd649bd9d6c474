/* As much of rtnetlink(7) as moving a network device takes: requests, and what they are answered.
 */
#ifndef CARAFE_NETLINK_H
#define CARAFE_NETLINK_H

#include <linux/netlink.h>
#include <stddef.h>
#include <stdint.h>

#define NETLINK_REQUEST_SIZE 1024U

struct netlink_request {
    _Alignas(struct nlmsghdr) char bytes[NETLINK_REQUEST_SIZE];
};

/* A socket in the network namespace of the caller; -1 with errno. */
int netlink_open(void);

/* Begins a request with the message's fixed part. */
void netlink_begin(struct netlink_request *request, uint16_t type, uint16_t flags, const void *body,
                   size_t length);

/* Adds an attribute. 0, or -1 with errno EMSGSIZE. */
int netlink_add(struct netlink_request *request, uint16_t type, const void *data, size_t length);

/* Takes one message of an answer. 0, or -1 with errno to give up. */
typedef int netlink_handler(void *context, const struct nlmsghdr *message);

/*
 * Sends it, hands each message of the answer to the handler (which may be NULL), and waits for
 * the end of it or the acknowledgement. 0, or -1 with errno: the kernel's, or the handler's.
 */
int netlink_ask(int fd, struct netlink_request *request, netlink_handler *handler, void *context);

/* The attributes behind a message's fixed part, one by one: NULL when there are no more. */
const struct nlattr *netlink_attribute(const struct nlmsghdr *message, size_t body,
                                       const struct nlattr *previous);

/* What is in an attribute. */
const void *netlink_data(const struct nlattr *attribute, size_t *length);

#endif
