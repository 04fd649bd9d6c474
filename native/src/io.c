#include "io.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>

/* Linux 6.3; older kernels answer EINVAL. */
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

ssize_t read_up_to(int fd, void *buffer, size_t length)
{
    size_t done = 0;
    while (done < length) {
        ssize_t count = read(fd, (char *)buffer + done, length - done);
        if (count == 0)
            break;
        if (count < 0) {
            if (errno == EINTR)
                continue;
            return -1;
        }
        done += (size_t)count;
    }
    return (ssize_t)done;
}

int read_full(int fd, void *buffer, size_t length)
{
    ssize_t count = read_up_to(fd, buffer, length);
    if (count < 0)
        return -1;
    if ((size_t)count < length) {
        errno = ENODATA;
        return -1;
    }
    return 0;
}

int write_full(int fd, const void *buffer, size_t length)
{
    size_t done = 0;
    while (done < length) {
        ssize_t count = write(fd, (const char *)buffer + done, length - done);
        if (count < 0) {
            if (errno == EINTR)
                continue;
            return -1;
        }
        done += (size_t)count;
    }
    return 0;
}

int send_full(int socket, const void *buffer, size_t length)
{
    size_t done = 0;
    while (done < length) {
        ssize_t count = send(socket, (const char *)buffer + done, length - done, MSG_NOSIGNAL);
        if (count < 0) {
            if (errno == EINTR)
                continue;
            return -1;
        }
        done += (size_t)count;
    }
    return 0;
}

void close_fd(int fd)
{
    if (fd < 0)
        return;
    int saved = errno;
    /* Linux frees the number even when close fails, EINTR included. */
    (void)close(fd);
    errno = saved;
}

void close_and_forget(int *fd)
{
    close_fd(*fd);
    *fd = -1;
}

union descriptor_control {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
};

int send_with_fd(int socket, const void *buffer, size_t length, int fd)
{
    struct iovec part = {.iov_base = (void *)(uintptr_t)buffer, .iov_len = length};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    union descriptor_control control;
    if (fd >= 0) {
        memset(&control, 0, sizeof(control));
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof(control.bytes);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &fd, sizeof(fd));
    }
    ssize_t count;
    do
        count = sendmsg(socket, &message, MSG_NOSIGNAL);
    while (count < 0 && errno == EINTR);
    if (count < 0)
        return -1;
    if ((size_t)count < length)
        return send_full(socket, (const char *)buffer + count, length - (size_t)count);
    return 0;
}

ssize_t receive_with_fd(int socket, void *buffer, size_t length, int *fd, int flags)
{
    *fd = -1;
    struct iovec part = {.iov_base = buffer, .iov_len = length};
    union descriptor_control control;
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof(control.bytes)};
    ssize_t count;
    do
        count = recvmsg(socket, &message, flags | MSG_CMSG_CLOEXEC);
    while (count < 0 && errno == EINTR);
    if (count < 0)
        return -1;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header != NULL && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
        header->cmsg_len == CMSG_LEN(sizeof(int)))
        memcpy(fd, CMSG_DATA(header), sizeof(*fd));
    if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
        close_and_forget(fd);
        errno = EMSGSIZE;
        return -1;
    }
    return count;
}

int empty_memory_file(const char *name)
{
    int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);
    if (fd < 0 && errno == EINVAL)
        fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    return fd;
}

int memory_file(const char *name, const void *bytes, size_t length)
{
    cleanup_fd int fd = empty_memory_file(name);
    if (fd < 0 || write_full(fd, bytes, length) != 0 || lseek(fd, 0, SEEK_SET) != 0)
        return -1;
    if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW) != 0)
        return -1;
    return steal_fd(&fd);
}
