/*
 * The cgroup of a resident engine: `carafe-engine` below the root of each mounted hierarchy,
 * or beside the caller's own where a version 2 subtree is delegated to an ordinary user: so no
 * pod pays for the engine or is kept alive by it. cgroups(7).
 */
#ifndef CARAFE_ENGINE_CGROUP_H
#define CARAFE_ENGINE_CGROUP_H

#include <sys/types.h>

#include "report.h"

/*
 * Moves the calling, single-threaded process. 0 when it is, in every hierarchy, in that cgroup
 * or in the root; else -1 and the problem.
 */
int engine_cgroup_enter(struct problem *problem);

/* The directory above a running engine's version 2 cgroup, to be removed from; -1: none known. */
int engine_cgroup_parent(pid_t engine);

/* Removes the cgroups that are empty. parent: as above. */
void engine_cgroup_remove(int parent);

#endif
