/*
 * Running from a sealed copy of the binary: what a container could reach through
 * /proc/PID/exe (CVE-2019-5736) is a copy that nobody can write.
 */
#ifndef CARAFE_SEAL_H
#define CARAFE_SEAL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "report.h"

/* Names the descriptor that seal_and_execute leaves to the copy. */
#define SEAL_VARIABLE "CARAFE_SEALED"

/* A sealed memory file with this binary, close-on-exec, or -1 with errno. */
int seal_copy(void);

/*
 * The sealed copy that a process has open, which must be our own user's and of our binary's size:
 * what an engine of our build has made once, for all its clients. -1 when it is none.
 */
int seal_open_shared(pid_t process, uint32_t descriptor);

/*
 * Executes a sealed copy of this binary with the same arguments, in this process; its environment
 * has SEAL_VARIABLE with the number of the descriptor in addition. Returns only on failure: -1.
 * shared: such a copy, which is closed, or -1 to make one.
 */
int seal_and_execute(char *const *argv, char *const *environment, int descriptor, int shared,
                     struct problem *problem);

/*
 * The descriptor that the environment names, after a re-execution: a sealed memory file, and
 * close-on-exec. The variable is removed. -1 when there is none.
 */
int seal_descriptor(char **environment);

#endif
