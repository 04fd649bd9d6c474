#include "report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <unistd.h>

#define TIME_SIZE 32

int problem_set(struct problem *problem, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(problem->text, sizeof(problem->text), format, arguments);
    va_end(arguments);
    return -1;
}

int problem_errno(struct problem *problem, const char *format, ...)
{
    int number = errno;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(problem->text, sizeof(problem->text), format, arguments);
    va_end(arguments);
    size_t length = strlen(problem->text);
    (void)snprintf(problem->text + length, sizeof(problem->text) - length, ": %s",
                   strerror(number));
    return -1;
}

struct line {
    char *text;
    size_t size;
    size_t length;
};

/* Appends unless the line would not end with its closing marks any more. */
static void append(struct line *line, const char *text, size_t length)
{
    if (line->size - line->length <= length)
        return;
    memcpy(line->text + line->length, text, length);
    line->length += length;
}

static void append_string(struct line *line, const char *text)
{
    append(line, text, strlen(text));
}

/* Bytes of the UTF-8 sequence that starts here, 0 when it is none. */
static size_t utf8_length(const unsigned char *text)
{
    size_t length = text[0] < 0x80             ? 1
                    : (text[0] & 0xe0) == 0xc0 ? 2
                    : (text[0] & 0xf0) == 0xe0 ? 3
                    : (text[0] & 0xf8) == 0xf0 ? 4
                                               : 0;
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    }
    return length;
}

/* Quoted as JSON; Go's %q, which runc's text format uses, agrees on what we escape. */
static void append_quoted(struct line *line, const char *text)
{
    append(line, "\"", 1);
    const unsigned char *at = (const unsigned char *)text;
    while (*at != '\0') {
        size_t length = utf8_length(at);
        char escaped[8];
        if (length == 0) {
            append_string(line, "\\ufffd");
            length = 1;
        } else if (*at == '"' || *at == '\\') {
            append(line, (const char[]){'\\', (char)*at}, 2);
        } else if (*at == '\n') {
            append_string(line, "\\n");
        } else if (*at < 0x20 || *at == 0x7f) {
            (void)snprintf(escaped, sizeof(escaped), "\\u%04x", *at);
            append_string(line, escaped);
        } else {
            append(line, (const char *)at, length);
        }
        at += length;
    }
    append(line, "\"", 1);
}

size_t format_log_line(char *line, size_t size, enum log_format format, time_t now,
                       const char *level, const char *message)
{
    char stamp[TIME_SIZE];
    struct tm calendar;
    gmtime_r(&now, &calendar);
    (void)strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &calendar);
    struct line out = {.text = line, .size = size};
    if (format == LOG_JSON) {
        append_string(&out, "{\"level\":");
        append_quoted(&out, level);
        append_string(&out, ",\"msg\":");
        append_quoted(&out, message);
        append_string(&out, ",\"time\":");
        append_quoted(&out, stamp);
        append_string(&out, "}\n");
    } else {
        append_string(&out, "time=");
        append_quoted(&out, stamp);
        append_string(&out, " level=");
        append_string(&out, level);
        append_string(&out, " msg=");
        append_quoted(&out, message);
        append_string(&out, "\n");
    }
    return out.length;
}

void report_error(struct log_target *log, const char *format, ...)
{
    char message[MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    (void)dprintf(STDERR_FILENO, "carafe: %s\n", message);
    log_error(log, message);
}
