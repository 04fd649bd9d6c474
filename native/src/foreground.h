/*
 * What stays of a foreground `run`: signals and the terminal go to init until it ends, and
 * whatever the container leaves to us is reaped.
 */
#ifndef CARAFE_FOREGROUND_H
#define CARAFE_FOREGROUND_H

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "launch.h"
#include "relay.h"
#include "session.h"

/* Flags of FOREGROUND. */
#define FOREGROUND_NO_SUBREAPER 1U

#define FOREGROUND_POLLED (2 + RELAY_POLLED)

struct foreground {
    bool active;
    /* Init has ended, and was reaped. */
    bool ended;
    int wait_status;
    pid_t init;
    int pidfd;
    int signals;
    /* The caller's terminal, -1: none. */
    int terminal;
    struct relay relay;
};

void foreground_init(struct foreground *foreground);

/*
 * Keeps the signals that a foreground would forward pending, for a process that runs already,
 * though FOREGROUND is still on its way. before: the mask so far, may be NULL. 0, or -1.
 */
int foreground_hold_signals(sigset_t *before);

/*
 * Begins. relay_socket: where the console's master comes from, or -1; terminal: the caller's,
 * or -1. 0, or -1 with errno.
 */
int foreground_begin(struct foreground *foreground, const struct launch *launch, int relay_socket,
                     int terminal, uint32_t flags);

/* Fills FOREGROUND_POLLED entries, which may be -1. Returns poll's timeout in ms, -1: none. */
int foreground_poll(const struct foreground *foreground, struct pollfd *set);

/* Does what there is to do. The session's one-shot engine, if it ends, is marked as reaped. */
void foreground_move(struct foreground *foreground, const struct pollfd *set,
                     struct session *session);

/* After init's end, or for good: drains the console, restores the terminal. */
void foreground_end(struct foreground *foreground);

/*
 * The last that is done: waits for the reader of what could not be drained before the container was
 * deleted, until a signal says that it is not wanted.
 */
void foreground_deliver(struct foreground *foreground);

/* The exit code that a wait status means to a shell. */
uint32_t exit_code_of(int wait_status);

#endif
