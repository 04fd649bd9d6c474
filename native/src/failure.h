/*
 * Why something failed: a fixed struct, the same in messages to the engine, on
 * the report FIFO, and between init and client. Prose is the engine's.
 */
#ifndef CARAFE_FAILURE_H
#define CARAFE_FAILURE_H

#include <stdint.h>

/* docs/protocol.md, "Failure kinds". */
enum failure_kind {
    FAILURE_ERRNO = 0,
    FAILURE_EXIT = 1,
    FAILURE_SIGNAL = 2,
    FAILURE_TIMEOUT = 3,
    FAILURE_UNSAFE = 4,
    FAILURE_PROGRAM = 5,
    FAILURE_DIED = 6,
};

/* The operation index of a failure that no operation caused. */
#define NO_OPERATION UINT32_MAX

#define FAILURE_DETAIL_SIZE 8192

struct failure {
    uint32_t operation;
    uint32_t kind;
    int32_t number;
    /* Bytes in detail; a NUL follows them, which it does not count. */
    uint32_t length;
    char detail[FAILURE_DETAIL_SIZE];
};

/* Bytes of a failure that go over a socket or FIFO: all but the unused part of detail. */
#define FAILURE_HEADER_SIZE (4 * sizeof(uint32_t))

/* On the report FIFO: init executes the process. A failure to execute follows it. */
#define REPORT_EXECUTING UINT32_MAX

/* Clears it, with NO_OPERATION. */
void failure_clear(struct failure *failure);

/* Each fills the struct and returns -1, so that callers can return it. A long detail is cut. */

/* FAILURE_ERRNO with the errno at entry; the detail by convention `call: what`. */
int fail_errno(struct failure *failure, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* FAILURE_UNSAFE: what is not what it claims to be. number: errno or 0. */
int fail_unsafe(struct failure *failure, int number, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* FAILURE_PROGRAM: the program is not one that this build can run. */
int fail_program(struct failure *failure, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Any kind, with a detail that need not be text (a hook's output). */
int fail_with(struct failure *failure, enum failure_kind kind, int number, const void *detail,
              uint32_t length);

#endif
