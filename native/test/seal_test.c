/* What a re-execution hands over is taken only if it is what the client made. */
#include <fcntl.h>
#include <unistd.h>

#include "harness.h"
#include "io.h"
#include "seal.h"

static int descriptor_of(int fd, char **environment)
{
    static char variable[64];
    snprintf(variable, sizeof(variable), SEAL_VARIABLE "=%d", fd);
    environment[1] = variable;
    return seal_descriptor(environment);
}

static void sealed_memory_file_is_taken_and_the_variable_removed(void)
{
    char *environment[] = {(char[]){"A=1"}, NULL, (char[]){"B=2"}, NULL};
    int fd = memory_file("state", "x", 1);
    CHECK(fcntl(fd, F_SETFD, 0) == 0);
    CHECK(descriptor_of(fd, environment) == fd);
    CHECK((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
    CHECK_STRING(environment[0], "A=1");
    CHECK_STRING(environment[1], "B=2");
    CHECK(environment[2] == NULL);
}

static void other_descriptors_are_not_taken(void)
{
    char *environment[] = {(char[]){"A=1"}, NULL, NULL};
    int file = open(scratch_path("file"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    CHECK(descriptor_of(file, environment) == -1);
    int unsealed = empty_memory_file("state");
    CHECK(descriptor_of(unsealed, environment) == -1);
    CHECK(descriptor_of(0, environment) == -1);
    CHECK(descriptor_of(-5, environment) == -1);
    CHECK(environment[1] == NULL);
}

static void absent_and_malformed_variables_mean_none(void)
{
    char *without[] = {(char[]){"A=1"}, NULL};
    CHECK(seal_descriptor(without) == -1);
    char *malformed[] = {(char[]){SEAL_VARIABLE "=7x"}, (char[]){SEAL_VARIABLE "S=7"}, NULL};
    CHECK(seal_descriptor(malformed) == -1);
    CHECK_STRING(malformed[0], SEAL_VARIABLE "S=7");
}

const struct test seal_tests[] = {
    TEST(sealed_memory_file_is_taken_and_the_variable_removed),
    TEST(other_descriptors_are_not_taken),
    TEST(absent_and_malformed_variables_mean_none),
    {NULL, NULL},
};
