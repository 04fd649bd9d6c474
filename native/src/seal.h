/*
 * Running from a sealed copy of the binary: what a container could reach through
 * /proc/PID/exe (CVE-2019-5736) is a copy that nobody can write.
 */
#ifndef CARAFE_SEAL_H
#define CARAFE_SEAL_H

#include <stdbool.h>

#include "report.h"

/* Names the descriptor that seal_and_execute leaves to the copy. */
#define SEAL_VARIABLE "CARAFE_SEALED"

/*
 * Executes a sealed copy of this binary with the same arguments, in this process; its environment
 * has SEAL_VARIABLE with the number of the descriptor in addition. Returns only on failure: -1.
 */
int seal_and_execute(char *const *argv, char *const *environment, int descriptor,
                     struct problem *problem);

/*
 * The descriptor that the environment names, after a re-execution: a sealed memory file, and
 * close-on-exec. The variable is removed. -1 when there is none.
 */
int seal_descriptor(char **environment);

#endif
