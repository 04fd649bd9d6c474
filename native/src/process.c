#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io.h"

#define STAT_SIZE 1024

/* /proc/PID/stat from field 3, its state, on; NULL and errno when it cannot be read. */
static const char *read_stat(pid_t pid, char text[STAT_SIZE])
{
    char path[64];
    (void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    ssize_t length = read_up_to(fd, text, STAT_SIZE - 1);
    if (length < 0)
        return NULL;
    text[length] = '\0';
    /* Field 2, the name, is in parentheses and may hold any byte. */
    const char *end = strrchr(text, ')');
    if (end != NULL && end[1] == ' ')
        return end + 2;
    errno = EPROTO;
    return NULL;
}

/* A field from the third on, or NULL and EPROTO. */
static const char *field_of(const char *stat, int wanted)
{
    for (int number = 3; stat != NULL && number < wanted; number++) {
        stat = strchr(stat, ' ');
        stat = stat == NULL ? NULL : stat + 1;
    }
    if (stat == NULL)
        errno = EPROTO;
    return stat;
}

static int start_time_in(const char *stat, uint64_t *start_time)
{
    const char *field = field_of(stat, 22);
    if (field == NULL)
        return -1;
    *start_time = strtoull(field, NULL, 10);
    return 0;
}

int process_start_time(pid_t pid, uint64_t *start_time)
{
    char text[STAT_SIZE];
    const char *stat = read_stat(pid, text);
    return stat == NULL ? -1 : start_time_in(stat, start_time);
}

bool process_lives(pid_t pid, uint64_t start_time)
{
    char text[STAT_SIZE];
    uint64_t found;
    const char *stat = read_stat(pid, text);
    return stat != NULL && strchr("ZXx", stat[0]) == NULL && start_time_in(stat, &found) == 0 &&
           found == start_time;
}

char process_state(pid_t pid)
{
    char text[STAT_SIZE];
    const char *stat = read_stat(pid, text);
    if (stat == NULL)
        return errno == ENOENT || errno == ESRCH ? 'X' : 0;
    return stat[0];
}

uint64_t process_time(pid_t pid)
{
    char text[STAT_SIZE];
    const char *stat = read_stat(pid, text);
    const char *field = stat == NULL ? NULL : field_of(stat, 14);
    if (field == NULL)
        return 0;
    char *rest;
    uint64_t user = strtoull(field, &rest, 10);
    return user + strtoull(rest, NULL, 10);
}
