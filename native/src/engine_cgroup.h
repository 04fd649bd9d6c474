/*
 * The cgroup of a resident engine: `carafe-engine` below the root of each mounted hierarchy,
 * so that no pod pays for the engine or is kept alive by it. cgroups(7).
 */
#ifndef CARAFE_ENGINE_CGROUP_H
#define CARAFE_ENGINE_CGROUP_H

#include "report.h"

/*
 * Moves the calling, single-threaded process. 0 when it is, in every hierarchy, in that cgroup
 * or in the root; else -1 and the problem.
 */
int engine_cgroup_enter(struct problem *problem);

/* Removes the cgroups that are empty. */
void engine_cgroup_remove(void);

#endif
