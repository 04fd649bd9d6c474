/*
 * What a client does whose installed files are another build's by now: nobody is left there who
 * speaks to it, and the client that came with them can do the same command.
 * docs/protocol.md, "Upgrade".
 */
#ifndef CARAFE_ENGINE_REPLACED_H
#define CARAFE_ENGINE_REPLACED_H

#include <stdbool.h>

#include "engine_spawn.h"

/*
 * Whether the dist tree is of another build than this client; problem says of which. An installer
 * at work has a moment to get to its end. Where nothing tells the build, it is ours.
 */
bool engine_home_replaced(const struct engine_home *home, struct problem *problem);

/*
 * Has the client of the dist tree do argv in this process, where it is another one than this.
 * Returns only where it is not, or cannot be executed.
 */
void engine_home_execute(const struct engine_home *home, char *const *argv,
                         char *const *environment);

#endif
