/* What /proc says of a process. */
#ifndef CARAFE_PROCESS_H
#define CARAFE_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Field 22 of /proc/PID/stat, in clock ticks: it tells a process from a later one of that number.
 * 0, or -1 with errno. */
int process_start_time(pid_t pid, uint64_t *start_time);

/* Whether that very process is there, and not only its entry, which its parent has yet to reap. */
bool process_lives(pid_t pid, uint64_t start_time);

#endif
