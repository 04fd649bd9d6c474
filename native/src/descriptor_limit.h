/*
 * RLIMIT_NOFILE. We need a descriptor for each mount at a time and more, whatever the caller's soft
 * limit is or the container's will be: so ours is the hard limit, and what we execute gets the
 * limit that is its own right before its exec.
 */
#ifndef CARAFE_DESCRIPTOR_LIMIT_H
#define CARAFE_DESCRIPTOR_LIMIT_H

#include <sys/resource.h>

struct run;

/* Raises our soft limit to the hard one; *before: the limit as it was. 0, or -1 with errno. */
int raise_descriptor_limit(struct rlimit *before);

/* Takes a limit, as far as the hard one that we have allows. 0, or -1 with errno. */
int take_descriptor_limit(const struct rlimit *limit);

/* The process's limit: the program's, or the caller's. */
struct rlimit process_descriptor_limit(const struct run *run);

#endif
