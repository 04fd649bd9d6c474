#include "engine_choice.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "engine_connect.h"
#include "engine_replaced.h"
#include "engine_resident.h"
#include "io.h"

#define WORDS_SIZE 900

int engine_kind_wanted(const struct invocation *invocation, enum engine_kind *kind,
                       struct problem *problem)
{
    const char *wanted = invocation_variable(invocation, "CARAFE_ENGINE");
    *kind = ENGINE_AUTO;
    if (wanted == NULL || wanted[0] == '\0' || strcmp(wanted, "auto") == 0)
        return 0;
    if (strcmp(wanted, "oneshot") == 0)
        *kind = ENGINE_ONLY_ONESHOT;
    else if (strcmp(wanted, "resident") == 0)
        *kind = ENGINE_ONLY_RESIDENT;
    else
        return problem_set(problem, "CARAFE_ENGINE=%s: must be auto, oneshot or resident", wanted);
    return 0;
}

/* A person at a shell will run the next command soon; an engine above us has its own plan. */
static bool on_demand(const struct invocation *invocation)
{
    const char *wanted = invocation_variable(invocation, "CARAFE_ENGINE_ONDEMAND");
    if (wanted != NULL && wanted[0] != '\0')
        return strcmp(wanted, "0") != 0;
    return (invocation->terminals & 3U) != 0;
}

void engine_close(struct session *session)
{
    session_close(session);
    engine_reap(session);
}

static int open_oneshot(const struct engine_home *home, const struct engine_directory *directory,
                        const struct invocation *invocation, struct session *session,
                        struct problem *problem)
{
    session_init(session);
    if (engine_spawn_oneshot(home, directory, invocation, session, problem) != 0)
        return -1;
    struct problem reason = {0};
    enum hello_result hello = engine_hello(session, HELLO_STARTED_MS, &reason);
    if (hello == HELLO_SERVED)
        return 0;
    session_close(session);
    /* The JVM's own words come out before its end, and tell more than its status. */
    int status = 0;
    if (hello == HELLO_ENDED && waitpid(session->engine, &status, 0) == session->engine)
        session->child = false;
    char words[WORDS_SIZE];
    engine_last_words(session, words, sizeof(words));
    engine_reap(session);
    if (words[0] != '\0')
        return problem_set(problem, "the one-shot engine failed: %s", words);
    if (WIFSIGNALED(status))
        return problem_set(problem, "the one-shot engine was killed by signal %d",
                           WTERMSIG(status));
    return problem_set(problem, "the one-shot engine failed: %s", reason.text);
}

/* -1; a directory that cannot be used is the reason. */
static int nobody_runs(const struct engine_directory *directory, struct problem *problem)
{
    if (directory->fd < 0)
        return problem_set(problem, "no engine is running: %s", directory->problem.text);
    return problem_set(problem, "no engine is running");
}

/* A resident engine that listens, or one started on demand. 0, or -1 and the problem. */
static int open_resident(const struct engine_home *home, struct engine_directory *directory,
                         const struct invocation *invocation, struct session *session,
                         struct problem *problem)
{
    session_init(session);
    int hello_ms = HELLO_WARM_MS;
    enum connect_result result =
        directory->fd < 0 ? CONNECT_NOBODY : engine_connect(directory, session, problem);
    if (result == CONNECT_NOBODY) {
        if (!on_demand(invocation))
            return nobody_runs(directory, problem);
        bool started;
        if (directory->fd < 0 && engine_directory_open(directory, invocation, true) != 0) {
            *problem = directory->problem;
            return -1;
        }
        hello_ms = HELLO_STARTED_MS;
        result = engine_start_resident(ENGINE_SERVES_AT_ONCE, home, directory, invocation, session,
                                       &started, problem);
    }
    if (result == CONNECTED && engine_hello_resident(session, hello_ms, problem) == HELLO_SERVED)
        return 0;
    session_close(session);
    return -1;
}

/* A one-shot engine, unless its files are another build's, or become it while it starts. */
static int open_own(const struct engine_home *home, const struct engine_directory *directory,
                    const struct invocation *invocation, struct session *session,
                    struct problem *problem)
{
    struct problem replaced;
    if (!engine_home_replaced(home, problem) &&
        open_oneshot(home, directory, invocation, session, problem) == 0)
        return 0;
    if (!engine_home_replaced(home, &replaced))
        return -1;
    *problem = replaced;
    return ENGINE_HOME_REPLACED;
}

int engine_open(enum engine_kind kind, const struct engine_home *home,
                const struct invocation *invocation, struct session *session,
                struct problem *problem)
{
    static struct engine_directory directory;
    bool create = kind == ENGINE_ONLY_ONESHOT;
    (void)engine_directory_open(&directory, invocation, create);
    int result = -1;
    if (kind != ENGINE_ONLY_ONESHOT) {
        result = open_resident(home, &directory, invocation, session, problem);
        if (result != 0 && directory.fd < 0)
            (void)engine_directory_open(&directory, invocation, true);
    }
    if (result != 0 && kind != ENGINE_ONLY_RESIDENT)
        result = open_own(home, &directory, invocation, session, problem);
    engine_directory_close(&directory);
    return result;
}

int engine_open_running(const struct invocation *invocation, struct session *session, bool *nobody,
                        struct problem *problem)
{
    static struct engine_directory directory;
    *nobody = true;
    session_init(session);
    problem_set(problem, "no engine is running");
    if (engine_directory_open(&directory, invocation, false) != 0)
        return -1;
    enum connect_result result = engine_connect(&directory, session, problem);
    engine_directory_close(&directory);
    *nobody = result == CONNECT_NOBODY;
    if (result == CONNECTED) {
        enum hello_result hello = engine_hello_resident(session, HELLO_WARM_MS, problem);
        if (hello == HELLO_SERVED)
            return 0;
        *nobody = engine_leaves(session, hello);
    }
    session_close(session);
    return -1;
}
