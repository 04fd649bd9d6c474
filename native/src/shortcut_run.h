/* Does start, kill, state and delete alone, where the container's shortcut says how. */
#ifndef CARAFE_SHORTCUT_RUN_H
#define CARAFE_SHORTCUT_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "invocation.h"

/* What init may report at start: a path, and why it is not executed. */
#define SHORTCUT_MAX_REPORT 16384U

enum shortcut_outcome {
    /* Nothing was done that an engine would not do again: it is its command. */
    SHORTCUT_NOT_TAKEN,
    SHORTCUT_DONE,
    /* `state`: what it says is to be printed. */
    SHORTCUT_PRINT,
    /* `start`: the gate was opened, and the process was not executed. An engine tells why. */
    SHORTCUT_START_FAILED,
};

struct shortcut_result {
    /* For SHORTCUT_PRINT and SHORTCUT_START_FAILED; lives as long as the process. */
    const uint8_t *text;
    size_t length;
};

enum shortcut_outcome shortcut_run(const struct invocation *invocation,
                                   struct shortcut_result *result);

/*
 * Deletes the container of a `run` whose process has ended.
 *
 * argv: the `finish` that the engine gave. false: it is to be run, and nothing was done that it
 * would not do again.
 */
bool shortcut_finish(const struct invocation *invocation, char *const *argv);

#endif
