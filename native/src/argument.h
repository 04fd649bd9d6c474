/*
 * The few things that the client looks at in its arguments: --log and --log-format, for
 * its own failures; the words `engine start|stop|status`, `create`, `run` and `exec`; and paths
 * that mean the process that opens them. docs/protocol.md, "A session".
 */
#ifndef CARAFE_ARGUMENT_H
#define CARAFE_ARGUMENT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "report.h"

enum engine_word {
    ENGINE_WORD_NONE,
    ENGINE_WORD_START,
    ENGINE_WORD_STOP,
    ENGINE_WORD_STATUS,
    ENGINE_WORD_SERVE,
};

/* Fills path and format from the options before the command. */
void arguments_log(char *const *argv, struct log_target *log);

enum engine_word arguments_engine_word(char *const *argv);

/* Whether the command is one for which an engine that agrees has us launch an init. */
bool arguments_launch(char *const *argv);

/* Whether the command is one for which an engine reads a bundle's config.json. */
bool arguments_read_bundle(char *const *argv);

/* The exit code for a failure that is not the container's process's: as runc, 255 for exec. */
uint32_t arguments_own_failure(char *const *argv);

/*
 * A copy in which /dev/stdin, /dev/fd/N, /proc/self/... and the like name the process.
 * Unchanged strings are shared with argv. NULL when memory is short.
 */
char **arguments_rewrite(char *const *argv, pid_t pid);

/* One path; NULL when it is left as it is, or memory is short (then errno is ENOMEM). */
char *rewrite_path(const char *path, pid_t pid);

#endif
