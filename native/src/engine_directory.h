/*
 * The directory with the engine's socket, lock and logs: mode 0700 and ours, or not used.
 * docs/protocol.md, "Choosing an engine".
 */
#ifndef CARAFE_ENGINE_DIRECTORY_H
#define CARAFE_ENGINE_DIRECTORY_H

#include <limits.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "invocation.h"
#include "report.h"

struct engine_directory {
    char path[PATH_MAX];
    /* -1 when it is not usable; problem says why. */
    int fd;
    struct problem problem;
};

/* Opens it, and makes it where create is true. 0, or -1. */
int engine_directory_open(struct engine_directory *directory, const struct invocation *invocation,
                          bool create);

void engine_directory_close(struct engine_directory *directory);

/* The address of engine.sock. */
void engine_directory_address(const struct engine_directory *directory,
                              struct sockaddr_un *address);

/* Takes engine.lock, waiting a moment for whoever has it. fd, or -1. */
int engine_directory_lock(struct engine_directory *directory);

/*
 * A log to append to, readable, emptied when it is larger than 1 MiB; a memory file where the
 * directory cannot have it. fd, or -1 with errno.
 */
int engine_directory_log(const struct engine_directory *directory, const char *name);

#endif
