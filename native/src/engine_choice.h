/* Which engine serves: resident, started on demand, or one-shot. docs/protocol.md. */
#ifndef CARAFE_ENGINE_CHOICE_H
#define CARAFE_ENGINE_CHOICE_H

#include "engine_spawn.h"
#include "report.h"
#include "session.h"

enum engine_kind {
    ENGINE_AUTO,
    ENGINE_ONLY_ONESHOT,
    ENGINE_ONLY_RESIDENT,
};

/* What CARAFE_ENGINE says. 0, or -1 and the problem. */
int engine_kind_wanted(const struct invocation *invocation, enum engine_kind *kind,
                       struct problem *problem);

/* The dist tree is another build's by now, and no engine that runs serves us. */
#define ENGINE_HOME_REPLACED (-2)

/*
 * Opens a session and has its hello. 0, or -1 or ENGINE_HOME_REPLACED and the problem; then nothing
 * is left behind.
 */
int engine_open(enum engine_kind kind, const struct engine_home *home,
                const struct invocation *invocation, struct session *session,
                struct problem *problem);

/* Like engine_open, to a running engine only; *nobody is whether the reason is that none runs. */
int engine_open_running(const struct invocation *invocation, struct session *session, bool *nobody,
                        struct problem *problem);

/* Ends a session: the socket is closed, a one-shot engine reaped. */
void engine_close(struct session *session);

#endif
