#include "engine_resident.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "engine_cgroup.h"
#include "io.h"

/* Many commands at once must not each start a JVM; the kernel caps it at net.core.somaxconn. */
#define BACKLOG 4096
#define STACK_BYTES (8UL << 20)

/* Soft limits become the hard ones; a huge stack limit would change how the JVM lays out memory. */
static void reset_limits(void)
{
    for (int resource = 0; resource < RLIM_NLIMITS; resource++) {
        struct rlimit limit;
        if (getrlimit(resource, &limit) != 0)
            continue;
        limit.rlim_cur = limit.rlim_max;
        if (resource == RLIMIT_STACK && limit.rlim_cur > STACK_BYTES)
            limit.rlim_cur = STACK_BYTES;
        if (resource == RLIMIT_CORE)
            limit.rlim_cur = 0;
        (void)setrlimit(resource, &limit);
    }
}

/* A positive score came from the caller; a negative one protects what we serve, too. */
static void reset_oom_score(void)
{
    cleanup_fd int fd = open("/proc/self/oom_score_adj", O_RDWR | O_CLOEXEC);
    char text[16];
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
    if (length <= 0)
        return;
    text[length] = '\0';
    if (strtol(text, NULL, 10) > 0)
        (void)pwrite(fd, "0", 1, 0);
}

static void reset_scheduling(void)
{
    cpu_set_t all;
    memset(&all, 0xff, sizeof(all));
    (void)sched_setaffinity(0, sizeof(all), &all);
    (void)setpriority(PRIO_PROCESS, 0, 0);
}

/* The socket is bound by the process that becomes the JVM: SO_PEERCRED names who listened. */
static int listen_here(struct engine_directory *directory, struct problem *problem)
{
    struct sockaddr_un address;
    engine_directory_address(directory, &address);
    cleanup_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return problem_errno(problem, "socket");
    umask(077);
    if (unlinkat(directory->fd, "engine.sock", 0) != 0 && errno != ENOENT)
        return problem_errno(problem, "unlink: %s/engine.sock", directory->path);
    if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) != 0)
        return problem_errno(problem, "bind: %s/engine.sock", directory->path);
    if (listen(fd, BACKLOG) != 0)
        return problem_errno(problem, "listen");
    return steal_fd(&fd);
}

/* The process that becomes the JVM. Its problem, or silence, goes to the pipe. */
static void become_engine(enum engine_beginning beginning, const struct engine_home *home,
                          struct engine_directory *directory, const struct invocation *invocation,
                          int pipe)
{
    struct problem problem = {0};
    int log = engine_directory_log(directory, "engine.log");
    if (log < 0)
        problem_errno(&problem, "open: %s/engine.log", directory->path);
    else if (engine_cgroup_enter(&problem) == 0) {
        reset_limits();
        reset_oom_score();
        reset_scheduling();
        int socket = listen_here(directory, &problem);
        if (socket >= 0) {
            close_fd(pipe);
            engine_execute(ENGINE_RESIDENT, beginning, home, directory, invocation, socket, log);
        }
    }
    (void)write_full(pipe, problem.text, strlen(problem.text));
    _exit(1);
}

/* 0 when the socket is bound; the JVM is about to run. */
static int spawn(enum engine_beginning beginning, const struct engine_home *home,
                 struct engine_directory *directory, const struct invocation *invocation,
                 struct problem *problem)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return problem_errno(problem, "pipe2");
    pid_t child = fork();
    if (child == 0) {
        setsid();
        close_fd(ends[0]);
        pid_t engine = fork();
        if (engine == 0)
            become_engine(beginning, home, directory, invocation, ends[1]);
        if (engine < 0)
            (void)write_full(ends[1], "fork failed", sizeof("fork failed") - 1);
        _exit(0);
    }
    close_fd(ends[1]);
    cleanup_fd int read_end = ends[0];
    if (child < 0)
        return problem_errno(problem, "fork");
    ssize_t length = read_up_to(read_end, problem->text, sizeof(problem->text) - 1);
    (void)waitpid(child, NULL, 0);
    if (length < 0)
        return problem_errno(problem, "read from the starting engine");
    problem->text[length] = '\0';
    return length == 0 ? 0 : -1;
}

enum connect_result
engine_start_resident(enum engine_beginning beginning, const struct engine_home *home,
                      struct engine_directory *directory, const struct invocation *invocation,
                      struct session *session, bool *started, struct problem *problem)
{
    *started = false;
    /* Held until this returns; the engine's process has closed its copy by its exec. */
    cleanup_fd int lock = engine_directory_lock(directory);
    if (lock < 0) {
        *problem = directory->problem;
        return CONNECT_UNUSABLE;
    }
    enum connect_result result = engine_connect(directory, session, problem);
    if (result != CONNECT_NOBODY)
        return result;
    if (spawn(beginning, home, directory, invocation, problem) != 0)
        return CONNECT_UNUSABLE;
    *started = true;
    result = engine_connect(directory, session, problem);
    if (result == CONNECT_NOBODY) {
        problem_set(problem, "the engine left at once; see %s/engine.log", directory->path);
        return CONNECT_UNUSABLE;
    }
    return result;
}

/* Whether descriptor 0 is the listening socket of this engine directory. 0, or -1. */
static int check_inherited(const struct engine_directory *directory, struct problem *problem)
{
    struct sockaddr_un wanted, given = {0};
    socklen_t length = sizeof(given) - 1, size = sizeof(int);
    int listens = 0;
    if (getsockopt(STDIN_FILENO, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || listens == 0)
        return problem_set(problem, "standard input is no listening socket; a service that a "
                                    "systemd socket unit starts has one with StandardInput=socket");
    engine_directory_address(directory, &wanted);
    if (getsockname(STDIN_FILENO, (struct sockaddr *)&given, &length) != 0)
        return problem_errno(problem, "getsockname");
    if (given.sun_family != AF_UNIX || strcmp(given.sun_path, wanted.sun_path) != 0)
        return problem_set(problem, "the socket is not %s/engine.sock, where callers look for it",
                           directory->path);
    return 0;
}

void engine_become_resident(const struct engine_home *home, struct engine_directory *directory,
                            const struct invocation *invocation, struct problem *problem)
{
    if (check_inherited(directory, problem) != 0)
        return;
    cleanup_fd int log = engine_directory_log(directory, "engine.log");
    if (log < 0) {
        problem_errno(problem, "open: %s/engine.log", directory->path);
        return;
    }
    /* Cgroup, scheduling and out-of-memory score are the unit's to say. */
    reset_limits();
    /* A socket unit starts it for a caller, who waits; at boot there is none. */
    struct pollfd callers = {.fd = STDIN_FILENO, .events = POLLIN};
    enum engine_beginning beginning =
        poll(&callers, 1, 0) == 0 ? ENGINE_REHEARSES : ENGINE_SERVES_AT_ONCE;
    engine_execute(ENGINE_RESIDENT, beginning, home, directory, invocation, STDIN_FILENO, log);
}
