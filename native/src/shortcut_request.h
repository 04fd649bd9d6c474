/* Which command lines may be done by a shortcut: the plain ones that engines write. */
#ifndef CARAFE_SHORTCUT_REQUEST_H
#define CARAFE_SHORTCUT_REQUEST_H

#include <limits.h>
#include <stdbool.h>

#include "invocation.h"

enum shortcut_command {
    SHORTCUT_COMMAND_START,
    SHORTCUT_COMMAND_KILL,
    SHORTCUT_COMMAND_STATE,
    SHORTCUT_COMMAND_DELETE,
    /* What a client has to do when the process of its `run` has ended. */
    SHORTCUT_COMMAND_FINISH,
};

struct shortcut_request {
    enum shortcut_command command;
    /* The state directory, and the container's in it. */
    char root[PATH_MAX];
    const char *id;
    int signal;
    /* delete --force */
    bool force;
};

/*
 * Understands a command line, whose first word is the program's name. false: it has something that
 * only the engine understands, or objects to.
 */
bool shortcut_request_read(struct shortcut_request *request, char *const *argv,
                           const struct invocation *invocation);

/* A signal's number, as kill(1) takes it: `9`, `KILL`, `SIGKILL`, in either case; -1 for others. */
int shortcut_signal(const char *text);

#endif
