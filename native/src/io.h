/*
 * Whole reads and writes, and descriptors that close themselves.
 *
 * A short read is an error, EINTR is retried, close is never retried. Every
 * descriptor that these functions open or receive is close-on-exec.
 */
#ifndef CARAFE_IO_H
#define CARAFE_IO_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <unistd.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Reads exactly length bytes. 0, or -1 with errno; an early end of file is ENODATA. */
int read_full(int fd, void *buffer, size_t length);

/* Reads until length bytes or the end of file. The count, or -1 with errno. */
ssize_t read_up_to(int fd, void *buffer, size_t length);

/* Writes all of it. 0, or -1 with errno. */
int write_full(int fd, const void *buffer, size_t length);

/* Sends all of it on a stream socket without SIGPIPE. 0, or -1 with errno. */
int send_full(int socket, const void *buffer, size_t length);

/* Closes, if it is a descriptor, and keeps errno. */
void close_fd(int fd);

/* Closes *fd, if it is a descriptor, and makes it -1; keeps errno. */
void close_and_forget(int *fd);

/* One datagram or chunk with at most one descriptor (-1: none). 0, or -1 with errno. */
int send_with_fd(int socket, const void *buffer, size_t length, int fd);

/*
 * The other end of send_with_fd: the bytes that came, 0 at the end of the stream,
 * -1 with errno. *fd is the descriptor that came along, or -1. flags: MSG_DONTWAIT or 0.
 */
ssize_t receive_with_fd(int socket, void *buffer, size_t length, int *fd, int flags);

/* A memory file with the bytes, its offset at 0, sealed against writing. fd, or -1 with errno. */
int memory_file(const char *name, const void *bytes, size_t length);

/* An empty memory file to be written. fd, or -1 with errno. */
int empty_memory_file(const char *name);

static inline void close_scoped(const int *fd)
{
    close_fd(*fd);
}

/* int cleanup_fd fd = open(...): closed at the end of its scope. */
#define cleanup_fd __attribute__((cleanup(close_scoped)))

/* Takes the descriptor out of a cleanup_fd variable. */
static inline int steal_fd(int *fd)
{
    int taken = *fd;
    *fd = -1;
    return taken;
}

#endif
