/* The one text that init reads: the container's /etc/passwd, an image's, so anything at all. */
#ifndef CARAFE_PASSWD_H
#define CARAFE_PASSWD_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Looks for the first line of that uid, and copies its home directory, NUL-terminated.
 * Lines that are too long or malformed are passed over. 1 when found, 0 when not, -1 with errno.
 */
int passwd_home(int fd, uid_t uid, char *home, size_t size);

#endif
