/* A procfs that is one: mounted by init itself and detached, or the host's, checked. */
#ifndef CARAFE_PROCFS_H
#define CARAFE_PROCFS_H

#include "run.h"

/*
 * Makes run->procfs, if it is not there yet. In the place where "/proc" still is the host's:
 * before the pivot. 0, or -1 with the failure.
 */
int prepare_procfs(struct run *run);

/* Checks that a descriptor is the root of a procfs. what names it in the failure. 0, or -1. */
int check_procfs(struct failure *failure, int fd, const char *what);

#endif
