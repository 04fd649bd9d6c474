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

#endif
