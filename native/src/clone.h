/* Making init: directly, or by an intermediate that joins namespaces first. */
#ifndef CARAFE_CLONE_H
#define CARAFE_CLONE_H

#include "run.h"

struct new_init {
    pid_t pid;
    int pidfd;
};

/*
 * Clones init; run->clone says how. client_end and init_end: the socket pair between the two;
 * both stay open. On return in the client init waits for LINK_GO. 0, or -1 with the failure.
 */
int make_init(struct run *run, int client_end, int init_end, struct new_init *made);

#endif
