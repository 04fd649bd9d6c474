/*
 * The hook's end is seen on its pidfd, its output on a pipe, its failure to start on another
 * one that its exec closes.
 */
#include "hook.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

#include "io.h"
#include "kernel.h"
#include "signals.h"

/* How often a hook is asked about that may be abandoned. */
#define ABANDONED_MS 500

struct running_hook {
    pid_t pid;
    int pidfd;
    int output;
    int64_t deadline_ms;
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
static void execute_hook(const struct hook *hook, pid_t parent, int stdin_fd, int output, int error)
{
    char *const only_path[] = {(char *)(uintptr_t)hook->path, NULL};
    char *const *argv = hook->argv[0] == NULL ? only_path : hook->argv;
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    /* It may have died before that. */
    if (getppid() != parent)
        _exit(127);
    reset_signals();
    if (setpgid(0, 0) == 0 && make_stdio(stdin_fd, 0) == 0 && make_stdio(output, 1) == 0 &&
        make_stdio(output, 2) == 0 && kernel_close_range(3, ~0U, KERNEL_CLOSE_RANGE_CLOEXEC) == 0) {
        if (hook->search_path)
            execvpe(hook->path, argv, hook->environment);
        else
            execve(hook->path, argv, hook->environment);
    }
    int number = errno;
    (void)write_full(error, &number, sizeof(number));
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

static int start_hook(const struct hook *hook, struct running_hook *running,
                      struct failure *failure)
{
    cleanup_fd int stdin_fd = open_stdin(hook);
    int output[2] = {-1, -1};
    int error[2] = {-1, -1};
    int pidfd = -1;
    if (stdin_fd < 0 || open_pipe(output) != 0 || open_pipe(error) != 0) {
        fail_errno(failure, "prepare: %s", hook->path);
        goto failed;
    }
    struct kernel_clone_args arguments = {
        .flags = KERNEL_CLONE_PIDFD, .pidfd = (uint64_t)(uintptr_t)&pidfd, .exit_signal = SIGCHLD};
    pid_t parent = getpid();
    running->pid = kernel_clone3(&arguments);
    if (running->pid < 0) {
        fail_errno(failure, "clone3: %s", hook->path);
        goto failed;
    }
    if (running->pid == 0)
        execute_hook(hook, parent, stdin_fd, output[1], error[1]);
    close_and_forget(&output[1]);
    close_and_forget(&error[1]);
    int number;
    bool started = read_full(error[0], &number, sizeof(number)) != 0;
    close_fd(error[0]);
    running->pidfd = pidfd;
    running->output = output[0];
    if (started)
        return 0;
    close_fd(pidfd);
    close_fd(output[0]);
    while (waitpid(running->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    errno = number;
    return fail_errno(failure, "execve: %s", hook->path);
failed:
    close_fd(output[0]);
    close_fd(output[1]);
    close_fd(error[0]);
    close_fd(error[1]);
    return -1;
}

/* Reads what there is, without waiting. What does not fit is dropped. */
static void drain_output(struct running_hook *running, struct hook_output *output)
{
    char dropped[4096];
    while (running->output >= 0) {
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
                                  {.fd = running->output, .events = POLLIN}};
        int count = poll(events, COUNT_OF(events), left > INT32_MAX ? INT32_MAX : (int)left);
        if (count < 0)
            continue;
        drain_output(running, output);
        if (events[0].revents != 0)
            return ENDED;
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

int hook_run(const struct hook *hook, struct hook_output *output, struct failure *failure)
{
    struct running_hook running = {.deadline_ms = -1};
    output->length = 0;
    if (hook->timeout_ms > 0)
        running.deadline_ms = now_ms() + hook->timeout_ms;
    if (start_hook(hook, &running, failure) != 0)
        return -1;
    (void)fcntl(running.output, F_SETFL, O_RDONLY | O_NONBLOCK);
    enum end end = attend_hook(hook, &running, output);
    if (end != ENDED) {
        /* The group is its own; the second call is for one that left its group. */
        (void)kill(-running.pid, SIGKILL);
        (void)kill(running.pid, SIGKILL);
    }
    int status = 0;
    while (waitpid(running.pid, &status, 0) < 0 && errno == EINTR)
        ;
    drain_output(&running, output);
    close_fd(running.output);
    close_fd(running.pidfd);
    if (end == TIMED_OUT)
        return fail_with(failure, FAILURE_TIMEOUT, (int)hook->timeout_ms, output->bytes,
                         (uint32_t)output->length);
    return judge_hook(status, output, failure);
}
