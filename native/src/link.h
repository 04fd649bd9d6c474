/*
 * The talk between client and init, over a SOCK_SEQPACKET pair: one datagram a message.
 *
 *     client                init
 *       |--GO--------------->|  after the parent operations; without any, before init is there
 *       |<------STAGE(n)-----|  at `sync`
 *       |--PROCEED+state---->|  the state as a sealed memory file
 *       |<---------READY-----|  at `gate`, or before `execute` without one
 *       |--RELEASE---------->|  after the late operations; without any, and without a `sync`,
 *       |                    |  but with a `gate`: as soon as the engine was told of init
 *       |<------RELEASED-----|  the parent-death signal is off
 *       |<-CHANNEL+socket----|  at `open_channel`
 *       |<-FAILED(failure)---|  at any time; init exits
 *
 * The intermediate that joins namespaces sends CLONED(pid), or FAILED.
 */
#ifndef CARAFE_LINK_H
#define CARAFE_LINK_H

#include <stdint.h>
#include <sys/types.h>

#include "failure.h"

enum link_type {
    LINK_GO = 1,
    LINK_STAGE,
    LINK_PROCEED,
    LINK_READY,
    LINK_RELEASE,
    LINK_RELEASED,
    LINK_FAILED,
    LINK_CLONED,
    LINK_CHANNEL,
};

struct link_message {
    uint32_t type;
    /* stage or pid */
    uint32_t number;
    /* LINK_FAILED only; the bytes after its detail are not sent */
    struct failure failure;
};

/* fd: -1 or a descriptor to go along. 0, or -1 with errno. */
int link_send(int socket, enum link_type type, uint32_t number, int fd);
int link_send_failure(int socket, const struct failure *failure);

/*
 * Receives one message. 1, 0 when the other side is gone, -1 with errno (EAGAIN with
 * MSG_DONTWAIT when there is none, EPROTO when it is none of ours).
 */
int link_receive(int socket, struct link_message *message, int *fd, int flags);

/* Waits for a message of that type and nothing else. 0, or -1 with errno (EPIPE: gone). */
int link_expect(int socket, enum link_type type, int *fd);

#endif
