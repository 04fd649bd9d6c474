/* A fork with flags, also where there is no clone3(2) (Linux 5.3; refused by many sandboxes). */
#ifndef CARAFE_CLONE_PROCESS_H
#define CARAFE_CLONE_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "kernel.h"

/*
 * clone3(2) without a stack of its own (no CLONE_VM), or clone(2), which has neither
 * CLONE_INTO_CGROUP nor CLONE_NEWTIME: with those -1 and ENOSYS. Returns in parent and child.
 */
pid_t clone_process(const struct kernel_clone_args *arguments);

/* Whether there is a clone3(2). */
bool clone3_is_there(void);

#endif
