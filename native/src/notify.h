/*
 * sd_notify(3) for a container: its datagrams come to a socket of ours, and when one says READY,
 * the service manager that $NOTIFY_SOCKET names is told so. It must be told by a process of the
 * service, which an engine is not; and what a container sends is not passed on as it is, since its
 * pids are others and its descriptors none of the manager's business.
 */
#ifndef CARAFE_NOTIFY_H
#define CARAFE_NOTIFY_H

#include <poll.h>
#include <stdbool.h>
#include <sys/types.h>

#include "failure.h"

#define NOTIFY_POLLED 2

enum notify_state {
    /* Nobody waits for readiness, or it was told. */
    NOTIFY_IDLE,
    NOTIFY_AWAITED,
    /* Init ended before it was ready. */
    NOTIFY_ENDED,
    NOTIFY_READY,
    /* READY came, but the manager could not be told; `error` says why. */
    NOTIFY_UNTOLD,
};

struct notify {
    enum notify_state state;
    int error;
    /* The container's datagrams; -1: there is none. */
    int socket;
    /* Connected to the service manager. */
    int manager;
    int init_pidfd;
    pid_t init;
};

void notify_init(struct notify *notify);

/*
 * Makes `notify.sock` in the directory, for everybody to write to, and connects to the manager's
 * address: a path, or "@" and an abstract name. init: the container's process, whose end ends the
 * wait. 0, or -1 with the failure.
 */
int notify_listen(struct notify *notify, const char *directory, const char *address, pid_t init,
                  struct failure *failure);

/* Fills NOTIFY_POLLED entries, which may be -1. */
void notify_poll(const struct notify *notify, struct pollfd *set);

/* Does what there is to do, for a client that stays: it is the process that the manager watches. */
void notify_move(struct notify *notify, const struct pollfd *set);

/* Waits until the container is ready, or has ended; the manager watches init from then on. */
void notify_wait(struct notify *notify);

void notify_close(struct notify *notify);

#endif
