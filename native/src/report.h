/*
 * The client's own failures: as text in a struct problem while they travel, then one line
 * on standard error, and one in the --log file in runc's formats. docs/protocol.md.
 */
#ifndef CARAFE_REPORT_H
#define CARAFE_REPORT_H

#include <stddef.h>
#include <time.h>

struct problem {
    char text[1024];
};

/* Sets the text and returns -1, so that callers can return it. */
int problem_set(struct problem *problem, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same, with `: ` and the text of the errno at entry. */
int problem_errno(struct problem *problem, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

enum log_format {
    LOG_TEXT,
    LOG_JSON,
};

/* What --log and --log-format say. */
struct log_target {
    /* NULL: none */
    const char *path;
    enum log_format format;
    /* -1 until it is opened, by log_open or when the first line is written. */
    int fd;
};

/* Opens the --log file, if there is one. 0, or -1 and the problem. */
int log_open(struct log_target *log, struct problem *problem);

/* Appends to the --log file, if there is one; what cannot be written there is dropped. */
void log_append(struct log_target *log, const void *bytes, size_t length);

/* `carafe: ` and the message on standard error, and an error line in the log. */
void report_error(struct log_target *log, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* One log line with its line feed, in runc's format. Returns its length; it is always whole. */
size_t format_log_line(char *line, size_t size, enum log_format format, time_t now,
                       const char *level, const char *message);

#endif
