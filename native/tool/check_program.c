/*
 * Says of init programs whether the decoder and the checks of each operation's arguments accept
 * them, for tests of whoever writes programs:
 *
 *     check-program FILE...    one line for each: "ok", or "refused: OPERATION: why"
 *     check-program            the same of programs on stdin, each after its length (u32, LE)
 *
 * On stdin it answers each before it reads the next, so that one process serves many. It leaves
 * with 0 when all were accepted, with 1 when one was refused, with 2 when it could not read them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "io.h"
#include "program.h"

/* What fits into a message. */
#define MAX_LENGTH (16U * 1024 * 1024)

/* Whether it was accepted. */
static bool judge(const void *bytes, size_t length)
{
    static struct failure failure;
    struct program *program = program_decode(bytes, length, &failure);
    if (program != NULL)
        puts("ok");
    else if (failure.operation == NO_OPERATION)
        printf("refused: %s\n", failure.detail);
    else
        printf("refused: %u: %s\n", failure.operation, failure.detail);
    fflush(stdout);
    free(program);
    return program != NULL;
}

/* 1: accepted, 0: refused, -1 with errno. */
static int judge_next(int fd, size_t length)
{
    if (length > MAX_LENGTH) {
        errno = EFBIG;
        return -1;
    }
    /* Of the exact size: a sanitizer sees a read past the end. */
    void *bytes = malloc(length == 0 ? 1 : length);
    if (bytes == NULL)
        return -1;
    int result = read_full(fd, bytes, length) == 0 ? judge(bytes, length) : -1;
    free(bytes);
    return result;
}

static int judge_file(const char *path)
{
    struct stat status;
    cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) != 0)
        return -1;
    return judge_next(fd, (size_t)status.st_size);
}

static int judge_files(char **paths)
{
    int code = 0;
    for (; *paths != NULL; paths++) {
        int result = judge_file(*paths);
        if (result < 0) {
            fprintf(stderr, "check-program: %s: %s\n", *paths, strerror(errno));
            return 2;
        }
        code = result == 0 ? 1 : code;
    }
    return code;
}

static int judge_stream(void)
{
    int code = 0;
    for (;;) {
        uint8_t head[4];
        ssize_t count = read_up_to(STDIN_FILENO, head, sizeof(head));
        if (count == 0)
            return code;
        int result = -1;
        errno = ENODATA;
        if (count == (ssize_t)sizeof(head))
            result = judge_next(STDIN_FILENO, (size_t)head[0] | (size_t)head[1] << 8 |
                                                  (size_t)head[2] << 16 | (size_t)head[3] << 24);
        if (result < 0) {
            fprintf(stderr, "check-program: stdin: %s\n", strerror(errno));
            return 2;
        }
        code = result == 0 ? 1 : code;
    }
}

int main(int argc, char **argv)
{
    return argc > 1 ? judge_files(argv + 1) : judge_stream();
}
