/* What a re-execution hands over is taken only if it is what the client made. */
#include <fcntl.h>
#include <sys/stat.h>
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

static int open_shared(int fd)
{
    return fd < 0 ? -1 : seal_open_shared(getpid(), (uint32_t)fd);
}

static void copy_of_another_process_is_taken(void)
{
    int copy = seal_copy();
    int taken = open_shared(copy);
    CHECK(copy >= 0 && taken >= 0 && taken != copy);
    CHECK((fcntl(taken, F_GETFD) & FD_CLOEXEC) != 0);
    struct stat has, is;
    CHECK(fstat(copy, &has) == 0 && fstat(taken, &is) == 0 && has.st_ino == is.st_ino);
}

static void what_is_no_copy_is_not_taken(void)
{
    int copy = seal_copy();
    struct stat status;
    CHECK(fstat(copy, &status) == 0);
    CHECK(open_shared(empty_memory_file("empty")) == -1);
    CHECK(open_shared(memory_file("sealed, of another size", "x", 1)) == -1);
    int unsealed = empty_memory_file("of the same size");
    CHECK(ftruncate(unsealed, status.st_size) == 0 && open_shared(unsealed) == -1);
    int file = open(scratch_path("file"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    CHECK(ftruncate(file, status.st_size) == 0 && open_shared(file) == -1);
    int ends[2];
    CHECK(pipe2(ends, O_CLOEXEC) == 0 && open_shared(ends[0]) == -1);
    CHECK(seal_open_shared(getpid(), 1000) == -1 && seal_open_shared(0, (uint32_t)copy) == -1);
}

static void copy_of_another_user_is_not_taken(void)
{
    need_root();
    int copy = seal_copy();
    CHECK(fchown(copy, 1, 1) == 0 && open_shared(copy) == -1);
}

const struct test seal_tests[] = {
    TEST(copy_of_another_process_is_taken),
    TEST(what_is_no_copy_is_not_taken),
    TEST(copy_of_another_user_is_not_taken),
    TEST(sealed_memory_file_is_taken_and_the_variable_removed),
    TEST(other_descriptors_are_not_taken),
    TEST(absent_and_malformed_variables_mean_none),
    {NULL, NULL},
};
