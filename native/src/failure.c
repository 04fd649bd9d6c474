#include "failure.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void failure_clear(struct failure *failure)
{
    failure->operation = NO_OPERATION;
    failure->kind = FAILURE_ERRNO;
    failure->number = 0;
    failure->length = 0;
    failure->detail[0] = '\0';
}

__attribute__((format(printf, 4, 0))) static int fill(struct failure *failure,
                                                      enum failure_kind kind, int number,
                                                      const char *format, va_list arguments)
{
    failure->kind = kind;
    failure->number = number;
    int length = vsnprintf(failure->detail, sizeof(failure->detail), format, arguments);
    if (length < 0)
        length = 0;
    if ((size_t)length >= sizeof(failure->detail))
        length = (int)sizeof(failure->detail) - 1;
    failure->length = (uint32_t)length;
    return -1;
}

int fail_errno(struct failure *failure, const char *format, ...)
{
    int number = errno;
    va_list arguments;
    va_start(arguments, format);
    fill(failure, FAILURE_ERRNO, number, format, arguments);
    va_end(arguments);
    return -1;
}

int fail_unsafe(struct failure *failure, int number, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fill(failure, FAILURE_UNSAFE, number, format, arguments);
    va_end(arguments);
    return -1;
}

int fail_program(struct failure *failure, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fill(failure, FAILURE_PROGRAM, 0, format, arguments);
    va_end(arguments);
    return -1;
}

int fail_with(struct failure *failure, enum failure_kind kind, int number, const void *detail,
              uint32_t length)
{
    if (length >= sizeof(failure->detail))
        length = sizeof(failure->detail) - 1;
    failure->kind = kind;
    failure->number = number;
    failure->length = length;
    if (length > 0)
        memcpy(failure->detail, detail, length);
    failure->detail[length] = '\0';
    return -1;
}
