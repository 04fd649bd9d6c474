/* The container's init, from the clone to the exec. */
#ifndef CARAFE_INIT_H
#define CARAFE_INIT_H

#include <stdbool.h>

#include "run.h"

/*
 * Runs the init operations in the new process; run->link is its end of the socket pair.
 * stay_dumpable: until the client has said go, so that a client without privilege can write
 * the id maps, whose files a non-dumpable process keeps for root.
 */
_Noreturn void init_main(struct run *run, bool stay_dumpable);

/*
 * Closes what the client had open: its session with the engine above all, whose end the engine
 * must see when the client dies. What is in slots, the link and what the process keeps stays.
 * 0, or -1 with the failure.
 */
int close_foreign_descriptors(struct run *run);

/* Writes 0 to the cgroup.procs that the slot of clone_init has. 0, or -1 with the failure. */
int enter_cgroup(struct run *run);

#endif
