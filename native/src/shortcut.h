/*
 * The shortcut of a container: what `start`, `kill`, `state` and `delete` take when nothing out of
 * the ordinary is to be done, as the engine wrote it at the end of create. With it the client does
 * them alone, without an engine; whatever is unusual is left to one. docs/protocol.md, "Shortcuts".
 */
#ifndef CARAFE_SHORTCUT_H
#define CARAFE_SHORTCUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "program.h"

#define SHORTCUT_FORMAT 1U
/* A container with more than that to say has none. */
#define SHORTCUT_MAX_BYTES 32768U
#define SHORTCUT_MAX_CGROUPS 32U

/* What may be done alone, besides `state` and signals other than SIGKILL. */
#define SHORTCUT_START 1U
#define SHORTCUT_SIGKILL 2U
#define SHORTCUT_DELETE 4U

struct shortcut {
    pid_t pid;
    /* Field 22 of /proc/PID/stat. */
    uint64_t start_time;
    uint32_t abilities;
    /* Reads as 1 while the control group is frozen; empty when there is none. */
    const char *freezer;
    /* What `state` prints. */
    struct bytes created;
    struct bytes running;
    struct bytes stopped;
    /* What start writes to the gate. */
    struct bytes gate;
    /* The directories of its control groups, absolute. */
    const char *cgroups[SHORTCUT_MAX_CGROUPS];
    uint32_t cgroup_count;
};

/*
 * Finds the shortcut at the end of a journal, and undoes its escapes in place: the shortcut points
 * into the bytes. It counts only as the last line: an intent that was written since is another
 * command's, half-done or done. 0, or -1: there is none that this build understands.
 */
int shortcut_decode(uint8_t *journal, size_t length, struct shortcut *shortcut);

#endif
