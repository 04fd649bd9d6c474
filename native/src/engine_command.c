#include "engine_command.h"

#include <poll.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine_cgroup.h"
#include "engine_connect.h"
#include "engine_resident.h"
#include "io.h"
#include "kernel.h"

#define STOP_WAIT_MS 10000
/* One that leaves gives way to the next; others may start and kill engines at the same time. */
#define START_ATTEMPTS 3

/* What a running engine that does not serve us means to the person who starts one. */
static int report_unusable(struct client *client, const struct engine_directory *directory,
                           const struct problem *problem)
{
    report_error(&client->log,
                 "an engine listens at %s/engine.sock (pid %d), but %s; end it with `kill %d` and "
                 "try again: its containers run on",
                 directory->path, (int)client->session.engine, problem->text,
                 (int)client->session.engine);
    return 1;
}

/* A started engine that says nothing has written why, or is still at it. */
static int report_dead(struct client *client, const struct engine_directory *directory,
                       const struct problem *problem)
{
    report_error(&client->log, "the engine was started (pid %d), but %s; see %s/engine.log",
                 (int)client->session.engine, problem->text, directory->path);
    return 1;
}

/* One that listens, or a new one; HELLO_NONE without a session when there is neither. */
static enum hello_result start_and_greet(struct client *client, struct engine_directory *directory,
                                         bool *started, struct problem *problem)
{
    enum hello_result hello = HELLO_NONE;
    for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
        session_close(&client->session);
        if (engine_start_resident(ENGINE_REHEARSES, &client->home, directory, &client->invocation,
                                  &client->session, started, problem) != CONNECTED)
            return HELLO_NONE;
        hello = engine_hello_resident(&client->session, *started ? HELLO_STARTED_MS : HELLO_WARM_MS,
                                      problem);
        if (*started || (!engine_leaves(&client->session, hello) &&
                         (hello != HELLO_OTHER_BUILD || !engine_ends(&client->session))))
            break;
    }
    return hello;
}

int engine_command_start(struct client *client)
{
    static struct engine_directory directory;
    struct problem problem = {0};
    bool started = false;
    if (engine_directory_open(&directory, &client->invocation, true) != 0) {
        report_error(&client->log, "cannot start an engine: %s", directory.problem.text);
        return 1;
    }
    enum hello_result hello = start_and_greet(client, &directory, &started, &problem);
    if (client->session.socket < 0) {
        report_error(&client->log,
                     "cannot start an engine: %s; a systemd socket unit can start one in a cgroup "
                     "of its own, and without one each command starts its own engine",
                     problem.text);
        return 1;
    }
    int pid = (int)client->session.engine;
    if (hello != HELLO_SERVED)
        return started ? report_dead(client, &directory, &problem)
                       : report_unusable(client, &directory, &problem);
    session_close(&client->session);
    (void)printf(started ? "carafe engine started, pid %d\n"
                         : "carafe engine is already running, pid %d\n",
                 pid);
    return fflush(stdout) == 0 ? 0 : 1;
}

int engine_command_serve(struct client *client)
{
    static struct engine_directory directory;
    struct problem problem = {0};
    if (engine_directory_open(&directory, &client->invocation, false) != 0)
        problem = directory.problem;
    else
        engine_become_resident(&client->home, &directory, &client->invocation, &problem);
    report_error(&client->log, "cannot serve: %s", problem.text);
    return 1;
}

/* `stop` is done when the process is gone; then its cgroups can go. */
static void await_end(int pidfd, int cgroup_parent)
{
    struct pollfd set = {.fd = pidfd, .events = POLLIN};
    if (pidfd >= 0 && poll(&set, 1, STOP_WAIT_MS) > 0)
        engine_cgroup_remove(cgroup_parent);
}

int engine_command_ask(struct client *client, bool stop)
{
    struct problem problem = {0};
    bool nobody;
    if (engine_open_running(&client->invocation, &client->session, &nobody, &problem) != 0) {
        if (nobody) {
            report_error(&client->log, "no engine is running");
            if (stop)
                engine_cgroup_remove(-1);
            return 1;
        }
        report_error(&client->log, "an engine is running (pid %d), but %s",
                     (int)client->session.engine, problem.text);
        return 1;
    }
    /* Behind a systemd socket unit pid 1 listens; the JVM's pid is not known then. */
    bool known = client->session.engine > 1;
    cleanup_fd int pidfd =
        stop && known ? (int)syscall(SYS_pidfd_open, client->session.engine, 0) : -1;
    cleanup_fd int cgroup_parent = pidfd >= 0 ? engine_cgroup_parent(client->session.engine) : -1;
    if (invocation_send(&client->invocation, &client->session, client->invocation.rewritten) != 0 ||
        client_serve(client) != 0) {
        report_error(&client->log, "the engine was lost");
        return 1;
    }
    session_close(&client->session);
    if (stop && client->exit_code == 0)
        await_end(pidfd, cgroup_parent);
    return (int)client->exit_code;
}
