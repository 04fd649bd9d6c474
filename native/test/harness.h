/*
 * A test is a function; each runs in a child of its own, so that it may change namespaces,
 * crash, or leave things open.
 */
#ifndef CARAFE_TEST_HARNESS_H
#define CARAFE_TEST_HARNESS_H

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct test {
    const char *name;
    void (*run)(void);
};

#define TEST(function)                                                                             \
    {                                                                                              \
#function, function                                                                        \
    }

/* Ends the test as failed where the condition does not hold. */
#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition))                                                                          \
            fail_test(__FILE__, __LINE__, #condition);                                             \
    } while (false)

#define CHECK_STRING(actual, expected) check_string(__FILE__, __LINE__, (actual), (expected))

_Noreturn void fail_test(const char *file, int line, const char *condition);
void check_string(const char *file, int line, const char *actual, const char *expected);

/* Ends the test as not run, with the reason. */
_Noreturn void skip_test(const char *reason);

void need_root(void);

/* Skips the test on an older kernel. */
void need_linux(int major, int minor);

/* A new directory, removed after the test. */
const char *scratch_directory(void);

/* path below the scratch directory; valid until the eighth call after it */
const char *scratch_path(const char *path);

/* An empty directory elsewhere, removed after the test however that ends. */
void remove_later(const char *directory);

void write_file(const char *path, const char *text);

/* The file's first bytes as a string, "" when it is absent. Valid until the next call. */
const char *read_text(const char *path);

extern const struct test io_tests[];
extern const struct test program_tests[];
extern const struct test passwd_tests[];
extern const struct test resolve_tests[];
extern const struct test hook_tests[];
extern const struct test operation_tests[];
extern const struct test attack_tests[];
extern const struct test launch_tests[];
extern const struct test commit_tests[];
extern const struct test denied_tests[];
extern const struct test seccomp_tests[];
extern const struct test shortcut_tests[];
extern const struct test container_tests[];
extern const struct test frame_tests[];
extern const struct test session_tests[];
extern const struct test argument_tests[];
extern const struct test report_tests[];
extern const struct test seal_tests[];
extern const struct test relay_tests[];
extern const struct test policy_tests[];
extern const struct test join_tests[];
extern const struct test net_device_tests[];
extern const struct test network_tests[];

#endif
