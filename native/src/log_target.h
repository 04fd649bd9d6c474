/*
 * Where --log says that lines go: a file, the systemd journal or syslog. The engine makes what is
 * written there; only for its own failures the client does so itself. docs/protocol.md.
 */
#ifndef CARAFE_LOG_TARGET_H
#define CARAFE_LOG_TARGET_H

#include <stddef.h>
#include <time.h>

struct problem;

enum log_format {
    LOG_TEXT,
    LOG_JSON,
};

/* What --log and --log-format say. */
struct log_target {
    /* `PATH`, `file:PATH`, `journald:IDENTIFIER` or `syslog:IDENTIFIER`; NULL: none */
    const char *path;
    enum log_format format;
    /* -1 until it is opened, by log_open or when the first line is written. */
    int fd;
};

/* Opens the log, if there is one. 0, or -1 and the problem. */
int log_open(struct log_target *log, struct problem *problem);

/*
 * Appends to the file, or sends as one datagram, if there is a log; what cannot be written there
 * within a second is dropped.
 */
void log_append(struct log_target *log, const void *bytes, size_t length);

/* Logs a failure of the client's own. */
void log_error(struct log_target *log, const char *message);

/* A failure as the journal or syslog has it, by the log's path; 0: neither. Cut to the size. */
size_t format_datagram(char *text, size_t size, const char *path, time_t now, const char *message);

#endif
