/*
 * Runs a hook or helper: a program in a process group of its own, with a bounded
 * output and a time limit. Used by the client (RUN_HOOK, id-map helpers) and by
 * init (`run_hook`); it allocates nothing.
 */
#ifndef CARAFE_HOOK_H
#define CARAFE_HOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

#include "failure.h"

/* How much of a hook's output is kept; the rest is read and dropped. */
#define HOOK_OUTPUT_SIZE 65536

struct hook_output;

struct hook {
    const char *path;
    /* NULL-terminated; argv[0] is the path when the list is empty. */
    char *const *argv;
    /* NULL-terminated: all of the hook's environment. */
    char *const *environment;
    /* 0: none */
    uint32_t timeout_ms;
    /* A file to read from its start as standard input (memory_file), or -1: /dev/null. */
    int stdin_fd;
    /* A signalfd of blocked signals, non-blocking: they go to the hook's group, and are pending
     * again afterwards. -1: none. */
    int signals;
    /* Its limit of open descriptors, as far as our hard limit allows. NULL: ours. */
    const struct rlimit *descriptors;
    /* Its process group is killed when we are (see hook_group.h). */
    bool guarded;
    /* A path without a slash is looked for in PATH, as execvp does. */
    bool search_path;
    /* Asked every now and then: whether nobody waits for the hook's end any more. NULL: never. */
    bool (*abandoned)(const void *context);
    /* Takes a full output, so that nothing of it is dropped. 0, or -1 when it cannot. NULL: what
     * does not fit is dropped. */
    int (*take)(void *context, const struct hook_output *output);
    void *context;
};

/* Where a hook's standard output and error go. */
struct hook_output {
    size_t length;
    char bytes[HOOK_OUTPUT_SIZE];
};

/*
 * Runs it to its end. 0 when it exited with 0. Otherwise -1 and *failure:
 * FAILURE_EXIT (a code), FAILURE_SIGNAL, FAILURE_TIMEOUT (milliseconds) with the
 * output as detail, FAILURE_ERRNO when it could not be started. output holds what
 * it wrote in each case. The hook inherits descriptors 0, 1 and 2 only, default
 * signal dispositions and an empty signal mask.
 *
 * It ends with us: it has SIGKILL as its parent-death signal, which the kernel takes
 * from what it forks; guarded, its process group does too. The group is killed when its time is
 * up, which counts from the call, the exec included, and once it is abandoned. What is left of
 * the group when the hook has ended is let live.
 *
 * Waiting ends when the hook itself ends, though a descendant holds its output.
 */
int hook_run(const struct hook *hook, struct hook_output *output, struct failure *failure);

#endif
