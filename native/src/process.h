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

/* The letter of its state; 'X' when the process is gone, 0 when it cannot be told. */
char process_state(pid_t pid);

/* Fields 14 and 15, utime and stime, in clock ticks; 0 when they cannot be told. */
uint64_t process_time(pid_t pid);

#endif
