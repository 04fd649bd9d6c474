#include "engine_spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "argument.h"
#include "descriptor_range.h"
#include "io.h"
#include "kernel.h"
#include "seal.h"
#include "signals.h"

#define MAX_ENVIRONMENT 64
/* Its session is over: what an engine does after EXIT is leave. */
#define EXIT_WAIT_MS 2000
#define LAST_WORDS 2048
#define OPTION_SIZE (PATH_MAX + 64)
/* Where a resident engine has the sealed copy, and how its JVM is told. */
#define COPY 3
#define COPY_OPTION "-Dcarafe.sealed=3"

int engine_home_find(struct engine_home *home, struct problem *problem)
{
    ssize_t length = readlink("/proc/self/exe", home->path, sizeof(home->path));
    if (length < 0 || (size_t)length >= sizeof(home->path))
        return problem_errno(problem, "readlink: /proc/self/exe");
    home->path[length] = '\0';
    for (int i = 0; i < 2; i++) {
        char *slash = strrchr(home->path, '/');
        if (slash == NULL)
            return problem_set(problem, "%s is not in a dist tree", home->path);
        *slash = '\0';
    }
    return 0;
}

/* Default dispositions, an empty mask: what the caller ignores or blocks is not the JVM's. */
static void clean_environment(const struct invocation *invocation, const char **environment)
{
    size_t count = 0;
    environment[count++] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    environment[count++] = "LC_ALL=C.UTF-8";
    for (char **entry = invocation->environment; *entry != NULL; entry++) {
        if (strncmp(*entry, "CARAFE_", 7) == 0 && count < MAX_ENVIRONMENT - 1)
            environment[count++] = *entry;
    }
    environment[count] = NULL;
}

static int take_descriptors(int socket, int log)
{
    /* The socket may be one of 0 to 2 itself only if it was opened there: it was not. */
    return dup2(socket, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0 ? -1 : 0;
}

/* A sealed copy of our binary, for all clients of the engine; those without make their own. */
static bool keep_copy(void)
{
    int copy = seal_copy();
    if (copy < 0 || copy == COPY)
        return copy == COPY && fcntl(COPY, F_SETFD, 0) == 0;
    return dup2(copy, COPY) == COPY;
}

static void fail(const char *what)
{
    (void)dprintf(STDERR_FILENO, "carafe: %s: %s\n", what, strerror(errno));
    _exit(127);
}

/* -XX:AOTCache, where there is one. */
static bool cache_option(const char *lib, const char *kind, char *option)
{
    static const char prefix[] = "-XX:AOTCache=";
    (void)snprintf(option, OPTION_SIZE, "%s%s/%s.aot", prefix, lib, kind);
    return access(option + sizeof(prefix) - 1, R_OK) == 0;
}

void engine_execute(const char *kind, enum engine_beginning beginning,
                    const struct engine_home *home, const struct engine_directory *directory,
                    const struct invocation *invocation, int socket, int log)
{
    static char lib[PATH_MAX + 16], java[OPTION_SIZE], cache[OPTION_SIZE], at_home[OPTION_SIZE],
        at_directory[OPTION_SIZE], at_native[OPTION_SIZE], jar[OPTION_SIZE], file[OPTION_SIZE];
    const char *environment[MAX_ENVIRONMENT];
    const char *argv[12];
    size_t count = 0;
    reset_signals();
    if (take_descriptors(socket, log) != 0)
        fail("dup2");
    bool has_copy = strcmp(kind, ENGINE_RESIDENT) == 0 && keep_copy();
    if (close_descriptors(has_copy ? COPY + 1 : COPY, ~0U, 0) != 0)
        fail("close_range");
    if (chdir("/") != 0)
        fail("chdir: /");
    umask(022);
    (void)snprintf(lib, sizeof(lib), "%s/lib/carafe", home->path);
    (void)snprintf(java, sizeof(java), "%s/jvm/bin/java", lib);
    (void)snprintf(at_home, sizeof(at_home), "-Dcarafe.home=%s", home->path);
    (void)snprintf(at_directory, sizeof(at_directory), "-Dcarafe.engine.dir=%s", directory->path);
    (void)snprintf(at_native, sizeof(at_native), "-Djffi.boot.library.path=%s/native", lib);
    (void)snprintf(jar, sizeof(jar), "%s/carafe-runtime.jar", lib);
    (void)snprintf(file, sizeof(file), "@%s/%s.args", lib, kind);
    argv[count++] = java;
    if (cache_option(lib, kind, cache))
        argv[count++] = cache;
    argv[count++] = at_home;
    if (directory->fd >= 0)
        argv[count++] = at_directory;
    argv[count++] = at_native;
    if (has_copy)
        argv[count++] = COPY_OPTION;
    argv[count++] = "-cp";
    argv[count++] = jar;
    argv[count++] = file;
    if (beginning == ENGINE_REHEARSES)
        argv[count++] = "rehearse";
    if (beginning == ENGINE_EXPECTS_BUNDLE)
        argv[count++] = "bundle";
    argv[count] = NULL;
    clean_environment(invocation, environment);
    execve(java, (char **)(uintptr_t)argv, (char **)(uintptr_t)environment);
    fail(java);
    _exit(127);
}

int engine_spawn_oneshot(const struct engine_home *home, const struct engine_directory *directory,
                         const struct invocation *invocation, struct session *session,
                         struct problem *problem)
{
    cleanup_fd int log = engine_directory_log(directory, "oneshot.log");
    if (log < 0)
        return problem_errno(problem, "%s/oneshot.log", directory->path);
    off_t log_start = lseek(log, 0, SEEK_END);
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return problem_errno(problem, "socketpair");
    pid_t child = fork();
    if (child == 0) {
        /* The terminal's signals are for the client: an engine that ^C kills cannot roll back. */
        setsid();
        engine_execute(ENGINE_ONESHOT,
                       arguments_read_bundle(invocation->rewritten) ? ENGINE_EXPECTS_BUNDLE
                                                                    : ENGINE_SERVES_AT_ONCE,
                       home, directory, invocation, pair[1], log);
    }
    close_fd(pair[1]);
    if (child < 0) {
        problem_errno(problem, "fork");
        close_fd(pair[0]);
        return -1;
    }
    session->socket = pair[0];
    session->engine = child;
    session->child = true;
    session->resident = false;
    session->log = steal_fd(&log);
    session->log_start = log_start;
    return 0;
}

void engine_reap(struct session *session)
{
    if (session->child) {
        cleanup_fd int pidfd = (int)syscall(SYS_pidfd_open, session->engine, 0);
        struct pollfd set = {.fd = pidfd, .events = POLLIN};
        if (pidfd < 0 || poll(&set, 1, EXIT_WAIT_MS) <= 0)
            (void)kill(session->engine, SIGKILL);
        (void)waitpid(session->engine, NULL, 0);
        session->child = false;
    }
    close_and_forget(&session->log);
}

void engine_last_words(const struct session *session, char *text, size_t size)
{
    text[0] = '\0';
    off_t end = session->log < 0 ? -1 : lseek(session->log, 0, SEEK_END);
    if (end <= session->log_start)
        return;
    off_t start = end - session->log_start > LAST_WORDS ? end - LAST_WORDS : session->log_start;
    char words[LAST_WORDS + 1];
    ssize_t length = pread(session->log, words, LAST_WORDS, start);
    if (length <= 0)
        return;
    while (length > 0 && words[length - 1] == '\n')
        length--;
    words[length] = '\0';
    (void)snprintf(text, size, "%s", words);
}
