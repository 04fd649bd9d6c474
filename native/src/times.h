/*
 * When each operation of a program began and ended. The times lie in memory that client and init
 * share, so that init has nothing to send: it is made before the clone, and gone with init's exec.
 */
#ifndef CARAFE_TIMES_H
#define CARAFE_TIMES_H

#include <stdint.h>

struct run;
struct operation;

/* Nanoseconds of CLOCK_MONOTONIC, of the process's own time namespace; 0: not seen. */
struct operation_time {
    uint64_t begin;
    uint64_t end;
};

/* Both do nothing for a program without record_times. */
void note_begin(const struct run *run, const struct operation *operation);
void note_end(const struct run *run, const struct operation *operation);

#endif
