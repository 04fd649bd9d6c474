/* What the client inherited from its caller, captured before anything else is done. */
#ifndef CARAFE_INVOCATION_H
#define CARAFE_INVOCATION_H

#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "report.h"
#include "session.h"
#include "writer.h"

struct invocation {
    /* As given, for a re-execution. */
    char **argv;
    /* For the engine: arguments_rewrite of argv. */
    char **rewritten;
    char **environment;
    char *cwd;
    /* Bit 0 standard input, 1 output, 2 error is a terminal; 3: none is, but /dev/tty is there. */
    uint32_t terminals;
    /* The first of them, or -1. */
    int terminal;
    uint32_t rows;
    uint32_t columns;
    /* Descriptors open from 3 upwards without a gap. */
    uint32_t inherited;
    uint32_t umask;
    /* RLIMIT_NOFILE as it was: ours is raised. */
    struct rlimit descriptors;
};

/* Captures it. 0, or -1 when memory is short. Opens nothing before it has counted. */
int invocation_capture(struct invocation *invocation, char **argv, char **environment);

/* Sends INVOCATION with that argv. 0, or -1: the engine is lost. */
int invocation_send(const struct invocation *invocation, struct session *session,
                    char *const *argv);

/* A variable of the invocation's environment, or NULL. */
const char *invocation_variable(const struct invocation *invocation, const char *name);

/* Opens /dev/null on whichever of 0, 1, 2 is closed. 0, or -1 with errno. */
int ensure_standard_descriptors(void);

#endif
