#include "passwd.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "io.h"

/* Longer lines are passed over. */
#define MAX_LINE 8192
/* What is beyond is not read: no file of users is that large. */
#define MAX_FILE (16U * 1024 * 1024)

/* A decimal number that is all of the field. */
static bool parse_uid(const char *field, size_t length, uint64_t *uid)
{
    if (length == 0 || length > 10)
        return false;
    *uid = 0;
    for (size_t i = 0; i < length; i++) {
        if (field[i] < '0' || field[i] > '9')
            return false;
        *uid = *uid * 10 + (uint64_t)(field[i] - '0');
    }
    return true;
}

/* name:password:uid:gid:gecos:home:shell. Whether the line is of that uid and has a home. */
static bool parse_line(const char *line, size_t length, uid_t uid, char *home, size_t size)
{
    const char *end = line + length;
    const char *field = line;
    for (int number = 0; number <= 5; number++) {
        const char *colon = memchr(field, ':', (size_t)(end - field));
        size_t field_length = (size_t)((colon == NULL ? end : colon) - field);
        uint64_t parsed;
        if (number == 2 && (!parse_uid(field, field_length, &parsed) || parsed != uid))
            return false;
        if (number == 5) {
            /* A NUL or a relative path in it is no home. */
            if (field_length == 0 || field[0] != '/' || field_length >= size ||
                memchr(field, '\0', field_length) != NULL)
                return false;
            memcpy(home, field, field_length);
            home[field_length] = '\0';
            return true;
        }
        if (colon == NULL)
            return false;
        field = colon + 1;
    }
    return false;
}

int passwd_home(int fd, uid_t uid, char *home, size_t size)
{
    char buffer[MAX_LINE];
    size_t filled = 0;
    bool skipping = false;
    for (size_t total = 0; total < MAX_FILE;) {
        ssize_t count = read_up_to(fd, buffer + filled, sizeof(buffer) - filled);
        if (count < 0)
            return -1;
        bool at_end = (size_t)count < sizeof(buffer) - filled;
        total += (size_t)count;
        filled += (size_t)count;
        size_t start = 0;
        const char *newline;
        while ((newline = memchr(buffer + start, '\n', filled - start)) != NULL) {
            size_t length = (size_t)(newline - buffer) - start;
            if (!skipping && parse_line(buffer + start, length, uid, home, size))
                return 1;
            skipping = false;
            start += length + 1;
        }
        if (at_end)
            return !skipping && parse_line(buffer + start, filled - start, uid, home, size);
        /* A line that does not fit is passed over to its end. */
        skipping = skipping || start == 0;
        filled = start == 0 ? 0 : filled - start;
        memmove(buffer, buffer + start, filled);
    }
    return 0;
}
