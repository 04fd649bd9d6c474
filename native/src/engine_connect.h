/* Connecting to a resident engine, and the hello that any engine begins a session with. */
#ifndef CARAFE_ENGINE_CONNECT_H
#define CARAFE_ENGINE_CONNECT_H

#include "engine_directory.h"
#include "report.h"
#include "session.h"

enum connect_result {
    CONNECTED,
    /* Nothing listens there. */
    CONNECT_NOBODY,
    /* Something does, and it is not to be used; problem says why. */
    CONNECT_UNUSABLE,
};

/* Never blocks. Fills the session; no hello has come yet. */
enum connect_result engine_connect(const struct engine_directory *directory,
                                   struct session *session, struct problem *problem);

enum hello_result {
    HELLO_SERVED,
    /* Alive, but it will not serve us; problem has its reason. */
    HELLO_REFUSED,
    /* Of another build; problem names it. */
    HELLO_OTHER_BUILD,
    /* None came in time. */
    HELLO_LATE,
    /* Something else came. */
    HELLO_NONE,
    /* The stream ended before it. */
    HELLO_ENDED,
};

enum hello_result engine_hello(struct session *session, int timeout_ms, struct problem *problem);

/* In time from a resident engine that runs. */
#define HELLO_WARM_MS 1000
/*
 * In time from a JVM that was started just now, on a loaded or emulated machine. When it dies,
 * the stream ends, and so does the wait.
 */
#define HELLO_STARTED_MS 120000

/* The hello of a resident engine, which may come later while the engine uses processor time. */
enum hello_result engine_hello_resident(struct session *session, int first_ms,
                                        struct problem *problem);

/*
 * Whether an engine that ended a session before its hello ends itself, soon: one that is killed
 * loses its memory first and its listening socket later.
 */
bool engine_leaves(const struct session *session, enum hello_result hello);

/* Whether the engine's process is gone within a moment: one whose build was replaced leaves. */
bool engine_ends(const struct session *session);

#endif
