#include "engine_replaced.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "io.h"

/* An installer renames file after file; the client that is not ours may come after the build id. */
#define SETTLE_ATTEMPTS 150
#define SETTLE_PAUSE_NS 20000000L
#define BUILD_SIZE 128

/* The line of lib/carafe/build-id; "" when there is none. */
static void read_build(const struct engine_home *home, char *build)
{
    char path[PATH_MAX + 32];
    build[0] = '\0';
    (void)snprintf(path, sizeof(path), "%s/lib/carafe/build-id", home->path);
    cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t length = fd < 0 ? -1 : read_up_to(fd, build, BUILD_SIZE - 1);
    build[length < 0 ? 0 : length] = '\0';
    build[strcspn(build, "\n")] = '\0';
}

static void client_path(const struct engine_home *home, char *path, size_t size)
{
    (void)snprintf(path, size, "%s/bin/carafe", home->path);
}

/* A sealed copy is no file of the tree's, and so never that one. */
static bool is_this_client(const char *path)
{
    struct stat installed, this;
    return stat(path, &installed) != 0 || stat("/proc/self/exe", &this) != 0 ||
           (installed.st_dev == this.st_dev && installed.st_ino == this.st_ino);
}

bool engine_home_replaced(const struct engine_home *home, struct problem *problem)
{
    char build[BUILD_SIZE], path[PATH_MAX + 32];
    const struct timespec pause = {.tv_nsec = SETTLE_PAUSE_NS};
    client_path(home, path, sizeof(path));
    for (int i = 0; i < SETTLE_ATTEMPTS; i++) {
        read_build(home, build);
        if (build[0] == '\0' || strcmp(build, BUILD_ID) == 0)
            return false;
        if (!is_this_client(path))
            break;
        nanosleep(&pause, NULL);
    }
    problem_set(problem, "carafe was replaced: %s/lib/carafe is of build %s, not " BUILD_ID,
                home->path, build);
    return true;
}

void engine_home_execute(const struct engine_home *home, char *const *argv,
                         char *const *environment)
{
    char path[PATH_MAX + 32];
    sigset_t none, before;
    client_path(home, path, sizeof(path));
    if (is_this_client(path))
        return;
    /* Those that a foreground held are the next client's, as if they had come to it. */
    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, &before);
    execve(path, argv, environment);
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
}
