#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "clone.h"
#include "kernel.h"
#include "link.h"
#include "process.h"
#include "run.h"

/* How long a process may take that has lost its channel. */
#define HANG_UP_MS 10000

static struct run *new_run(const struct program *program, const struct launch_given *given,
                           struct failure *failure)
{
    failure_clear(failure);
    struct run *run = calloc(1, sizeof(*run));
    if (run == NULL) {
        fail_errno(failure, "allocate");
        return NULL;
    }
    run->program = program;
    run->failure = failure;
    run->relay_socket = given->relay_socket;
    run->caller_descriptors = given->descriptors;
    run->network = given->network;
    run->link = -1;
    run->report = -1;
    run->state = -1;
    run->procfs = -1;
    run->empty_directory.mount = -1;
    run->null_device.mount = -1;
    return run;
}

/* The clone and what the client must know of it. */
static int begin_init(struct run *run, struct launch *launch)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return fail_errno(run->failure, "socketpair");
    launch->init_socket = ends[0];
    /* Before there is an init: it need not wait for what will not come, and the intermediate's word
     * is to be the first that is heard. */
    launch->going = !program_has_phase(run->program, 'P') && !program_has_phase(run->program, 'E');
    if (launch->going && link_send(ends[0], LINK_GO, 0, -1) != 0) {
        close_fd(ends[1]);
        return fail_errno(run->failure, "sendmsg: go");
    }
    struct new_init made;
    note_begin(run, run->clone);
    int result = make_init(run, ends[0], ends[1], &made);
    note_end(run, run->clone);
    close_fd(ends[1]);
    launch->pid = made.pid;
    launch->pidfd = made.pidfd;
    if (result != 0)
        return -1;
    run->init_pid = made.pid;
    if (process_start_time(made.pid, &launch->start_time) != 0)
        return fail_errno(run->failure, "open: /proc/%d/stat", (int)made.pid);
    return 0;
}

int launch_begin(const struct program *program, const struct launch_given *given,
                 struct launch *launch, struct failure *failure)
{
    *launch = (struct launch){
        .program = program, .pidfd = -1, .init_socket = -1, .channel = -1, .worker_pidfd = -1};
    struct run *run = new_run(program, given, failure);
    if (run == NULL)
        return -1;
    launch->run = run;
    bool begun = run_phase(run, 'H') == 0;
    launch->times = run->times;
    begun = begun && begin_init(run, launch) == 0;
    /* Init has its own copies. */
    close_slots(run);
    if (begun)
        return 0;
    launch_kill(launch);
    launch_close(launch);
    return -1;
}

static void close_link(struct launch *launch)
{
    close_and_forget(&launch->init_socket);
}

int launch_release(struct launch *launch, struct failure *failure)
{
    launch->run->failure = failure;
    failure_clear(failure);
    if (run_phase(launch->run, 'P') == 0) {
        if (launch->going || link_send(launch->init_socket, LINK_GO, 0, -1) == 0)
            return 0;
        /* Init died while it waited. */
        fail_with(failure, FAILURE_DIED, launch_kill(launch), "", 0);
    } else {
        launch_kill(launch);
    }
    /* Its end is known: it is not to be heard of a second time. */
    close_link(launch);
    return -1;
}

void launch_release_ahead(struct launch *launch)
{
    const struct program *program = launch->program;
    /* Without a gate its process could run before we have heard that it does, and a signal for it
     * would be ours. */
    if (program_has_phase(program, 'L') || program_find(program, OPERATION_sync) != NULL ||
        program_find(program, OPERATION_gate) == NULL)
        return;
    /* Of an init that is gone already launch_next tells. */
    launch->released = link_send(launch->init_socket, LINK_RELEASE, 0, -1) == 0;
}

int launch_proceed(struct launch *launch, const void *state, size_t length, struct failure *failure)
{
    failure_clear(failure);
    cleanup_fd int file = memory_file("state", state, length);
    if (file < 0)
        return fail_errno(failure, "memfd_create: state");
    if (link_send(launch->init_socket, LINK_PROCEED, 0, file) != 0)
        return fail_errno(failure, "sendmsg: proceed");
    return 0;
}

static int reap(struct launch *launch)
{
    int status = 0;
    while (launch->pid > 0 && waitpid(launch->pid, &status, 0) < 0 && errno == EINTR)
        ;
    launch->pid = 0;
    return status;
}

void launch_hang_up(struct launch *launch)
{
    if (launch->channel < 0)
        return;
    close_and_forget(&launch->channel);
    struct pollfd ended = {.fd = launch->pidfd, .events = POLLIN};
    if (launch->pid > 0 && launch->pid == launch->worker && launch->pidfd >= 0)
        while (poll(&ended, 1, HANG_UP_MS) < 0 && errno == EINTR)
            ;
}

int launch_kill(struct launch *launch)
{
    if (launch->pid <= 0)
        return 0;
    /* Our child, not reaped: the pid is still its own. */
    (void)kill(launch->pid, SIGKILL);
    return reap(launch);
}

bool launch_commits(const struct launch *launch)
{
    return launch->program != NULL && program_find(launch->program, OPERATION_commit) != NULL;
}

/* The failure is in the event. Init is on its way out; if not, it is helped. */
static void end_failed(struct launch *launch, struct launch_event *event)
{
    event->type = LAUNCH_FAILED;
    event->wait_status = launch_kill(launch);
    launch->released = false;
    close_link(launch);
}

/* The stream ended: by exec, which was announced, or because init is gone. */
static void end_of_link(struct launch *launch, struct launch_event *event)
{
    close_link(launch);
    if (launch->executing) {
        event->type = LAUNCH_READY;
        return;
    }
    event->type = LAUNCH_FAILED;
    event->wait_status = reap(launch);
    launch->released = false;
    fail_with(&event->failure, FAILURE_DIED, event->wait_status, "", 0);
}

static void init_is_ready(struct launch *launch, struct launch_event *event)
{
    if (launch->released)
        return;
    if (launch_commits(launch) && !launch->may_commit) {
        launch->waits_to_commit = true;
        return;
    }
    launch->run->failure = &event->failure;
    int late = run_phase(launch->run, 'L');
    launch->committed = launch->run->committed;
    if (late != 0) {
        end_failed(launch, event);
        return;
    }
    launch->released = true;
    if (link_send(launch->init_socket, LINK_RELEASE, 0, -1) != 0)
        end_of_link(launch, event);
}

static void init_is_released(struct launch *launch, struct launch_event *event)
{
    if (program_find(launch->program, OPERATION_gate) == NULL) {
        launch->executing = true;
        return;
    }
    close_link(launch);
    event->type = LAUNCH_READY;
}

/* fd: what came along, or -1. */
static void hear(struct launch *launch, const struct link_message *message, int *fd,
                 struct launch_event *event)
{
    switch (message->type) {
    case LINK_CHANNEL:
        close_fd(launch->channel);
        launch->channel = steal_fd(fd);
        launch->worker = launch->pid;
        close_fd(launch->worker_pidfd);
        launch->worker_pidfd = fcntl(launch->pidfd, F_DUPFD_CLOEXEC, 3);
        break;
    case LINK_STAGE:
        event->type = LAUNCH_STAGE;
        event->stage = message->number;
        break;
    case LINK_READY:
        init_is_ready(launch, event);
        break;
    case LINK_RELEASED:
        init_is_released(launch, event);
        break;
    case LINK_FAILED:
        event->failure = message->failure;
        end_failed(launch, event);
        break;
    default:
        errno = EPROTO;
        fail_errno(&event->failure, "recvmsg: init");
        end_failed(launch, event);
        break;
    }
}

static void clear_event(struct launch_event *event)
{
    event->type = LAUNCH_NOTHING;
    event->stage = 0;
    event->wait_status = 0;
    failure_clear(&event->failure);
}

void launch_allow_commit(struct launch *launch, struct launch_event *event)
{
    clear_event(event);
    launch->may_commit = true;
    if (launch->waits_to_commit && launch->init_socket >= 0)
        init_is_ready(launch, event);
}

void launch_next(struct launch *launch, struct launch_event *event)
{
    clear_event(event);
    struct link_message message;
    int fd;
    int came = link_receive(launch->init_socket, &message, &fd, MSG_DONTWAIT);
    if (came > 0) {
        hear(launch, &message, &fd, event);
    } else if (came == 0) {
        end_of_link(launch, event);
    } else if (errno != EAGAIN) {
        fail_errno(&event->failure, "recvmsg: init");
        end_failed(launch, event);
    }
    close_fd(fd);
}

int launch_adopt(struct launch *launch, pid_t pid, struct failure *failure)
{
    siginfo_t ended;
    failure_clear(failure);
    /* Only a child of ours is the one that is meant for as long as we do not wait for it. */
    if (waitid(P_PID, (id_t)pid, &ended, WEXITED | WNOHANG | WNOWAIT) != 0)
        return fail_errno(failure, "waitid: %d", (int)pid);
    if (process_start_time(pid, &launch->start_time) != 0)
        return fail_errno(failure, "open: /proc/%d/stat", (int)pid);
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (pidfd < 0)
        return fail_errno(failure, "pidfd_open: %d", (int)pid);
    close_fd(launch->pidfd);
    launch->pidfd = pidfd;
    launch->pid = pid;
    return 0;
}

int launch_reap_worker(struct launch *launch)
{
    int status = 0;
    if (launch->worker == launch->pid)
        status = reap(launch);
    else
        while (launch->worker > 0 && waitpid(launch->worker, &status, 0) < 0 && errno == EINTR)
            ;
    launch->worker = 0;
    close_and_forget(&launch->worker_pidfd);
    return status;
}

void launch_close(struct launch *launch)
{
    close_link(launch);
    close_and_forget(&launch->pidfd);
    close_and_forget(&launch->channel);
    close_and_forget(&launch->worker_pidfd);
    free(launch->run);
    launch->run = NULL;
}
