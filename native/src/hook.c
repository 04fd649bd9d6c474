/*
 * The hook's end is seen on its pidfd, its output on a pipe. Another pipe, which its exec closes,
 * has errno in it at the end when there was no exec. Nothing else is waited for: exec too may take
 * for ever (a file system that does not answer), and falls under the timeout.
 */
#include "hook.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>

#include "clone_process.h"
#include "descriptor_limit.h"
#include "descriptor_range.h"
#include "hook_group.h"
#include "io.h"
#include "kernel.h"
#include "signals.h"

/* How often a hook is asked about that may be abandoned. */
#define ABANDONED_MS 500

struct running_hook {
    pid_t pid;
    struct hook_group group;
    int pidfd;
    int output;
    int error;
    int64_t deadline_ms;
    /* Signals that were passed on: bit number - 1. */
    uint64_t passed;
};

/* Descriptors for a hook; those of the standard numbers are taken by then. */
struct hook_ends {
    int stdin_fd;
    int output[2];
    int error[2];
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Makes descriptor `wanted` of fd; fd is above 2. */
static int make_stdio(int fd, int wanted)
{
    return dup2(fd, wanted) < 0 ? -1 : 0;
}

/* In the child: the hook, or errno into the error pipe. */
static void execute_hook(const struct hook *hook, pid_t parent, const struct hook_group *group,
                         const struct hook_ends *ends)
{
    char *const only_path[] = {(char *)(uintptr_t)hook->path, NULL};
    char *const *argv = hook->argv[0] == NULL ? only_path : hook->argv;
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    /* It may have died before that. */
    if (getppid() != parent)
        _exit(127);
    reset_signals();
    if (hook_group_join(group) == 0 && make_stdio(ends->stdin_fd, 0) == 0 &&
        make_stdio(ends->output[1], 1) == 0 && make_stdio(ends->output[1], 2) == 0 &&
        close_descriptors(3, ~0U, KERNEL_CLOSE_RANGE_CLOEXEC) == 0 &&
        (hook->descriptors == NULL || take_descriptor_limit(hook->descriptors) == 0)) {
        if (hook->search_path)
            execvpe(hook->path, argv, hook->environment);
        else
            execve(hook->path, argv, hook->environment);
    }
    int number = errno;
    (void)write_full(ends->error[1], &number, sizeof(number));
    _exit(127);
}

/* fd, opened anew where it is among the standard ones, so that dup2 onto those cannot lose it. */
static int above_stdio(int fd)
{
    return fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

static int open_stdin(const struct hook *hook)
{
    if (hook->stdin_fd < 0) {
        cleanup_fd int null_device = open("/dev/null", O_RDONLY | O_CLOEXEC);
        return above_stdio(null_device);
    }
    if (lseek(hook->stdin_fd, 0, SEEK_SET) < 0)
        return -1;
    return above_stdio(hook->stdin_fd);
}

static int open_pipe(int ends[static 2])
{
    int low[2];
    if (pipe2(low, O_CLOEXEC) != 0)
        return -1;
    ends[0] = above_stdio(low[0]);
    ends[1] = above_stdio(low[1]);
    close_fd(low[0]);
    close_fd(low[1]);
    return ends[0] < 0 || ends[1] < 0 ? -1 : 0;
}

static void close_ends(struct hook_ends *ends)
{
    close_and_forget(&ends->stdin_fd);
    for (int i = 0; i < 2; i++) {
        close_and_forget(&ends->output[i]);
        close_and_forget(&ends->error[i]);
    }
}

static int open_ends(const struct hook *hook, struct hook_ends *ends)
{
    *ends = (struct hook_ends){.stdin_fd = -1, .output = {-1, -1}, .error = {-1, -1}};
    ends->stdin_fd = open_stdin(hook);
    if (ends->stdin_fd < 0 || open_pipe(ends->output) != 0 || open_pipe(ends->error) != 0)
        return -1;
    if (fcntl(ends->output[0], F_SETFL, O_RDONLY | O_NONBLOCK) != 0)
        return -1;
    return fcntl(ends->error[0], F_SETFL, O_RDONLY | O_NONBLOCK);
}

static int start_hook(const struct hook *hook, struct running_hook *running,
                      struct failure *failure)
{
    struct hook_ends ends;
    struct kernel_clone_args arguments = {.flags = KERNEL_CLONE_PIDFD,
                                          .pidfd = (uint64_t)(uintptr_t)&running->pidfd,
                                          .exit_signal = SIGCHLD};
    pid_t parent = getpid();
    if (open_ends(hook, &ends) != 0 || (hook->guarded && hook_group_begin(&running->group) != 0)) {
        fail_errno(failure, "prepare: %s", hook->path);
        close_ends(&ends);
        return -1;
    }
    running->pid = clone_process(&arguments);
    if (running->pid == 0)
        execute_hook(hook, parent, &running->group, &ends);
    if (running->pid < 0) {
        fail_errno(failure, "clone3: %s", hook->path);
        hook_group_end(&running->group);
        close_ends(&ends);
        return -1;
    }
    running->output = steal_fd(&ends.output[0]);
    running->error = steal_fd(&ends.error[0]);
    close_ends(&ends);
    return 0;
}

/* Reads what there is, without waiting. What does not fit is dropped, unless somebody takes it. */
static void drain_output(const struct hook *hook, struct running_hook *running,
                         struct hook_output *output)
{
    char dropped[4096];
    while (running->output >= 0) {
        if (output->length == sizeof(output->bytes) && hook->take != NULL &&
            hook->take(hook->context, output) == 0)
            output->length = 0;
        size_t room = sizeof(output->bytes) - output->length;
        char *to = room > 0 ? output->bytes + output->length : dropped;
        ssize_t count = read(running->output, to, room > 0 ? room : sizeof(dropped));
        if (count > 0) {
            if (room > 0)
                output->length += (size_t)count;
        } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
            close_and_forget(&running->output);
        } else if (errno == EAGAIN) {
            return;
        }
    }
}

/* What our caller asks of us it asks of the hook as well, as a terminal does. */
static void pass_signals_on(const struct hook *hook, struct running_hook *running)
{
    struct signalfd_siginfo information;
    while (read(hook->signals, &information, sizeof(information)) == (ssize_t)sizeof(information)) {
        hook_group_signal(&running->group, running->pid, (int)information.ssi_signo);
        running->passed |= 1ULL << (information.ssi_signo - 1);
    }
}

/* Blocked, they wait for whoever takes signals next. */
static void give_signals_back(const struct running_hook *running)
{
    for (int number = 1; number <= 64; number++)
        if ((running->passed >> (number - 1) & 1) != 0)
            (void)kill(getpid(), number);
}

enum end { ENDED, TIMED_OUT, ABANDONED };

/* Waits until the hook ends, its time is up or nobody waits for it. */
static enum end attend_hook(const struct hook *hook, struct running_hook *running,
                            struct hook_output *output)
{
    while (true) {
        int64_t left = hook->abandoned == NULL ? -1 : ABANDONED_MS;
        if (running->deadline_ms >= 0) {
            int64_t time = running->deadline_ms - now_ms();
            if (time <= 0)
                return TIMED_OUT;
            left = left < 0 || time < left ? time : left;
        }
        struct pollfd events[] = {{.fd = running->pidfd, .events = POLLIN},
                                  {.fd = running->output, .events = POLLIN},
                                  {.fd = hook->signals, .events = POLLIN}};
        int count = poll(events, COUNT_OF(events), left > INT32_MAX ? INT32_MAX : (int)left);
        if (count < 0)
            continue;
        drain_output(hook, running, output);
        if (events[0].revents != 0)
            return ENDED;
        if (events[2].revents != 0)
            pass_signals_on(hook, running);
        if (count == 0 && hook->abandoned != NULL && hook->abandoned(hook->context))
            return ABANDONED;
    }
}

static int judge_hook(int status, const struct hook_output *output, struct failure *failure)
{
    uint32_t length = (uint32_t)output->length;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return 0;
    if (WIFEXITED(status))
        return fail_with(failure, FAILURE_EXIT, WEXITSTATUS(status), output->bytes, length);
    return fail_with(failure, FAILURE_SIGNAL, WTERMSIG(status), output->bytes, length);
}

/* Ends what is left of it; answers its wait status. */
static int end_hook(const struct hook *hook, struct running_hook *running, enum end end,
                    struct hook_output *output)
{
    int status = 0;
    if (end != ENDED)
        hook_group_signal(&running->group, running->pid, SIGKILL);
    while (waitpid(running->pid, &status, 0) < 0 && errno == EINTR)
        ;
    hook_group_end(&running->group);
    drain_output(hook, running, output);
    close_fd(running->output);
    close_fd(running->pidfd);
    give_signals_back(running);
    return status;
}

int hook_run(const struct hook *hook, struct hook_output *output, struct failure *failure)
{
    struct running_hook running = {.pidfd = -1, .output = -1, .error = -1, .deadline_ms = -1};
    output->length = 0;
    if (hook->timeout_ms > 0)
        running.deadline_ms = now_ms() + hook->timeout_ms;
    if (start_hook(hook, &running, failure) != 0)
        return -1;
    enum end end = attend_hook(hook, &running, output);
    int status = end_hook(hook, &running, end, output);
    int number;
    bool executed = read_full(running.error, &number, sizeof(number)) != 0;
    close_fd(running.error);
    if (end == TIMED_OUT)
        return fail_with(failure, FAILURE_TIMEOUT, (int)hook->timeout_ms, output->bytes,
                         (uint32_t)output->length);
    if (executed)
        return judge_hook(status, output, failure);
    errno = number;
    return fail_errno(failure, "execve: %s", hook->path);
}
