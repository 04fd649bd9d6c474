/* Starting a resident engine: a process of its own, with the socket bound before the JVM runs. */
#ifndef CARAFE_ENGINE_RESIDENT_H
#define CARAFE_ENGINE_RESIDENT_H

#include "engine_connect.h"
#include "engine_spawn.h"

/*
 * Takes the lock, and connects to an engine that came up meanwhile, or starts one and connects
 * to it. The directory is open. CONNECTED (*started says which), or CONNECT_UNUSABLE and the
 * problem.
 */
enum connect_result
engine_start_resident(enum engine_beginning beginning, const struct engine_home *home,
                      struct engine_directory *directory, const struct invocation *invocation,
                      struct session *session, bool *started, struct problem *problem);

/*
 * Becomes the engine, on the listening socket of this directory that is standard input. Returns
 * only with a problem.
 */
void engine_become_resident(const struct engine_home *home, struct engine_directory *directory,
                            const struct invocation *invocation, struct problem *problem);

#endif
