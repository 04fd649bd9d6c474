#include "engine_directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

#include "io.h"

#define LOG_LIMIT_BYTES (1 << 20)
#define LOCK_ATTEMPTS 100
#define LOCK_PAUSE_NS 10000000L

/* Where it is. 0, or -1 when this caller has no place for one. */
static int choose_path(struct engine_directory *directory, const struct invocation *invocation)
{
    const char *base = invocation_variable(invocation, "CARAFE_ENGINE_DIR");
    const char *name = "";
    if (base == NULL && geteuid() == 0)
        base = "/run/carafe";
    if (base == NULL) {
        base = invocation_variable(invocation, "XDG_RUNTIME_DIR");
        name = "/carafe";
    }
    if (base == NULL || base[0] == '\0')
        return problem_set(&directory->problem, "XDG_RUNTIME_DIR is not set");
    if (base[0] != '/')
        return problem_set(&directory->problem, "engine directory %s is not an absolute path",
                           base);
    int length = snprintf(directory->path, sizeof(directory->path), "%s%s", base, name);
    if (length < 0 || (size_t)length >= sizeof(directory->path))
        return problem_set(&directory->problem, "the path of the engine directory is too long");
    return 0;
}

/* The descriptor is checked, not the path: what it names cannot be exchanged any more. */
static int check(struct engine_directory *directory, int fd)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return problem_errno(&directory->problem, "%s", directory->path);
    if (status.st_uid != geteuid())
        return problem_set(&directory->problem, "%s belongs to user %u", directory->path,
                           (unsigned int)status.st_uid);
    if ((status.st_mode & 07777) != 0700)
        return problem_set(&directory->problem, "%s has mode %04o and must have 0700",
                           directory->path, (unsigned int)(status.st_mode & 07777));
    return 0;
}

int engine_directory_open(struct engine_directory *directory, const struct invocation *invocation,
                          bool create)
{
    directory->fd = -1;
    if (choose_path(directory, invocation) != 0)
        return -1;
    if (create && mkdir(directory->path, 0700) != 0 && errno != EEXIST)
        return problem_errno(&directory->problem, "mkdir: %s", directory->path);
    cleanup_fd int fd = open(directory->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return problem_errno(&directory->problem, "%s", directory->path);
    if (check(directory, fd) != 0)
        return -1;
    directory->fd = steal_fd(&fd);
    return 0;
}

void engine_directory_close(struct engine_directory *directory)
{
    close_and_forget(&directory->fd);
}

void engine_directory_address(const struct engine_directory *directory, struct sockaddr_un *address)
{
    memset(address, 0, sizeof(*address));
    address->sun_family = AF_UNIX;
    size_t length = strlen(directory->path);
    if (length + sizeof("/engine.sock") <= sizeof(address->sun_path)) {
        memcpy(address->sun_path, directory->path, length);
        memcpy(address->sun_path + length, "/engine.sock", sizeof("/engine.sock"));
    } else {
        /* Socket addresses are short; a descriptor's name always fits. */
        (void)snprintf(address->sun_path, sizeof(address->sun_path), "/proc/self/fd/%d/engine.sock",
                       directory->fd);
    }
}

int engine_directory_lock(struct engine_directory *directory)
{
    cleanup_fd int fd =
        openat(directory->fd, "engine.lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return problem_errno(&directory->problem, "open: %s/engine.lock", directory->path);
    const struct timespec pause = {.tv_nsec = LOCK_PAUSE_NS};
    for (int i = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; i++) {
        if (i == LOCK_ATTEMPTS || (errno != EWOULDBLOCK && errno != EINTR))
            return problem_errno(&directory->problem, "flock: %s/engine.lock", directory->path);
        nanosleep(&pause, NULL);
    }
    return steal_fd(&fd);
}

int engine_directory_log(const struct engine_directory *directory, const char *name)
{
    if (directory->fd >= 0) {
        cleanup_fd int fd =
            openat(directory->fd, name,
                   O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
        struct stat status;
        if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
            if (status.st_size > LOG_LIMIT_BYTES && ftruncate(fd, 0) != 0)
                return -1;
            return steal_fd(&fd);
        }
    }
    return empty_memory_file("carafe-engine-log");
}
