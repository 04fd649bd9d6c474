/*
 * The client's own failures: as text in a struct problem while they travel, then one line
 * on standard error, and one in the --log file in runc's formats. docs/protocol.md.
 */
#ifndef CARAFE_REPORT_H
#define CARAFE_REPORT_H

#include <stddef.h>
#include <time.h>

#include "log_target.h"

/* Room for a failure in words. */
#define MESSAGE_SIZE 6144

struct problem {
    char text[1024];
};

/* Sets the text and returns -1, so that callers can return it. */
int problem_set(struct problem *problem, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same, with `: ` and the text of the errno at entry. */
int problem_errno(struct problem *problem, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* `carafe: ` and the message on standard error, and an error line in the log. */
void report_error(struct log_target *log, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* One log line with its line feed, in runc's format. Returns its length; it is always whole. */
size_t format_log_line(char *line, size_t size, enum log_format format, time_t now,
                       const char *level, const char *message);

#endif
