/*
 * A network namespace that is made before the process that is going to live in it: the kernel takes
 * longer for it than for the rest of a clone, and the client has time while the engine is at work.
 */
#ifndef CARAFE_NETWORK_H
#define CARAFE_NETWORK_H

#include "failure.h"

struct network {
    /* The namespace, its loopback device up; -1: none was made. */
    int made;
    /* The caller's own. */
    int own;
};

/* Nothing is made yet. */
void network_init(struct network *network);

/*
 * Makes it; the caller stays where it is. What it may not make, or cannot, is not made: the clone
 * that makes it then says why. 0; -1 when the caller cannot go back, and is of no more use.
 */
int network_make(struct network *network, struct failure *failure);

/* Has the caller, and what it clones, be in it. 0, or -1 with the failure. */
int network_enter(const struct network *network, struct failure *failure);

/* Back to the caller's own. 0, or -1 with the failure. */
int network_leave(const struct network *network, struct failure *failure);

/* The namespace goes unless there is a process in it. */
void network_close(struct network *network);

/* Opens a network namespace by a path in /proc, or the caller's own. fd, or -1 with the failure. */
int network_open(const char *path, struct failure *failure);
int network_open_own(struct failure *failure);

#endif
