#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io.h"

/* Field 2 is in parentheses and may hold anything. */
int process_start_time(pid_t pid, uint64_t *start_time)
{
    char path[64];
    char text[1024];
    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    ssize_t length = read_up_to(fd, text, sizeof(text) - 1);
    if (length < 0)
        return -1;
    text[length] = '\0';
    char *at = strrchr(text, ')');
    /* From the end of field 2: the 20th space is the one before field 22. */
    for (int field = 2; at != NULL && field < 22; field++)
        at = strchr(at + 1, ' ');
    if (at == NULL) {
        errno = EPROTO;
        return -1;
    }
    *start_time = strtoull(at + 1, NULL, 10);
    return 0;
}
