/* Mounts that cover a path, so that nothing of it can be seen. */
#ifndef CARAFE_COVER_H
#define CARAFE_COVER_H

#include "run.h"

/* Takes the host's null device, checked to be it. Before the pivot. 0, or -1 with the failure. */
int prepare_null_device(struct run *run);

/* Covers a directory with an empty read-only one. path is for the failure. 0, or -1. */
int cover_directory(struct run *run, int target, const char *path);

#endif
