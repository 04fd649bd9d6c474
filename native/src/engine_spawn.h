/* The JVM: its command line and clean surroundings, and the one-shot kind as our child. */
#ifndef CARAFE_ENGINE_SPAWN_H
#define CARAFE_ENGINE_SPAWN_H

#include <limits.h>

#include "engine_directory.h"
#include "invocation.h"
#include "report.h"
#include "session.h"

/* The dist tree: the directory above that of the client's binary. */
struct engine_home {
    char path[PATH_MAX];
};

/* From /proc/self/exe, so before a re-execution. 0, or -1 and the problem. */
int engine_home_find(struct engine_home *home, struct problem *problem);

/* Kinds name the files of the dist tree: KIND.args, KIND.aot. */
#define ENGINE_ONESHOT "oneshot"
#define ENGINE_RESIDENT "resident"

/* What an engine does before it serves. */
enum engine_beginning {
    ENGINE_SERVES_AT_ONCE,
    /* It may take a moment to be faster with the first callers: nobody waits yet. */
    ENGINE_REHEARSES,
    /* The command that it will hear reads a bundle: it may prepare for that while it starts. */
    ENGINE_EXPECTS_BUNDLE
};

/*
 * In a new process: executes the JVM with socket as descriptor 0 and log as 1 and 2. Does not
 * return; what fails is written to the log, and the process leaves with 127.
 */
void engine_execute(const char *kind, enum engine_beginning beginning,
                    const struct engine_home *home, const struct engine_directory *directory,
                    const struct invocation *invocation, int socket, int log)
    __attribute__((noreturn));

/* Starts a one-shot engine; the hello has not come. 0, or -1 and the problem. */
int engine_spawn_oneshot(const struct engine_home *home, const struct engine_directory *directory,
                         const struct invocation *invocation, struct session *session,
                         struct problem *problem);

/* Reaps a one-shot engine whose session is over; one that does not leave is killed. */
void engine_reap(struct session *session);

/* The last lines of a one-shot engine's log, for a problem's text; "" when it said nothing. */
void engine_last_words(const struct session *session, char *text, size_t size);

#endif
