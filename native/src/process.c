#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io.h"

#define STAT_SIZE 1024

/* /proc/PID/stat from behind field 2, which is in parentheses and may hold anything. */
static const char *read_stat(pid_t pid, char text[STAT_SIZE])
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    ssize_t length = read_up_to(fd, text, STAT_SIZE - 1);
    if (length < 0)
        return NULL;
    text[length] = '\0';
    const char *end = strrchr(text, ')');
    if (end == NULL)
        errno = EPROTO;
    return end;
}

static int start_time_in(const char *stat, uint64_t *start_time)
{
    /* From the end of field 2: the 20th space is the one before field 22. */
    for (int field = 2; stat != NULL && field < 22; field++)
        stat = strchr(stat + 1, ' ');
    if (stat == NULL) {
        errno = EPROTO;
        return -1;
    }
    *start_time = strtoull(stat + 1, NULL, 10);
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
    /* ") S ": field 3 is the state. */
    return stat != NULL && stat[1] == ' ' && strchr("ZXx", stat[2]) == NULL &&
           start_time_in(stat, &found) == 0 && found == start_time;
}
