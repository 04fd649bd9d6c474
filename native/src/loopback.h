/* The loopback device of a network namespace, which is down in a new one. */
#ifndef CARAFE_LOOPBACK_H
#define CARAFE_LOOPBACK_H

#include <sys/types.h>

#include "failure.h"

/* Brings it up in our own namespace. 0, or -1 with the failure. */
int raise_loopback(struct failure *failure);

/* In that of a child, or of a descendant that nobody else reaps. 0, or -1 with the failure. */
int raise_loopback_of(pid_t pid, struct failure *failure);

#endif
