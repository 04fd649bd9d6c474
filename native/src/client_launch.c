/* Launching init, and running hooks: messages to calls, failures to messages. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

#include "client.h"
#include "hook.h"
#include "io.h"
#include "seal.h"

int client_send_failed(struct client *client, struct failure *failure)
{
    /* Strings end at a NUL, and a hook's output may hold one. */
    for (uint32_t i = 0; i < failure->length; i++) {
        if (failure->detail[i] == '\0')
            failure->detail[i] = '?';
    }
    failure->detail[failure->length] = '\0';
    return session_send(&client->session, MESSAGE_FAILED, failure->operation, failure->kind,
                        failure->number, failure->detail);
}

/* A failure of the client itself, told as one of the launch. */
static int send_problem(struct client *client, const struct problem *problem)
{
    struct failure failure;
    failure_clear(&failure);
    (void)fail_with(&failure, FAILURE_UNSAFE, 0, problem->text, (uint32_t)strlen(problem->text));
    return client_send_failed(client, &failure);
}

static int set_inherited(const struct session *session, int flags)
{
    if (fcntl(session->socket, F_SETFD, flags) != 0)
        return -1;
    return session->log < 0 ? 0 : fcntl(session->log, F_SETFD, flags);
}

/* Goes on in the sealed copy; returns only on failure. */
static void execute_sealed(struct client *client, const struct bytes *program,
                           struct problem *problem)
{
    cleanup_fd int state = client_save(client, program);
    if (state < 0 || set_inherited(&client->session, 0) != 0) {
        problem_errno(problem, "state for the sealed copy");
        return;
    }
    /* Whatever is the matter with the engine's, our own may do. */
    int shared = client->copy_owner == 0
                     ? -1
                     : seal_open_shared(client->copy_owner, client->copy_descriptor);
    /* While it has our socket open, its pid is no other's. */
    if (shared >= 0 && session_hung_up(&client->session))
        close_and_forget(&shared);
    if (shared >= 0)
        (void)seal_and_execute(client->invocation.argv, client->invocation.environment, state,
                               shared, problem);
    (void)seal_and_execute(client->invocation.argv, client->invocation.environment, state, -1,
                           problem);
    (void)set_inherited(&client->session, FD_CLOEXEC);
}

int client_note_copy(struct client *client, uint32_t owner, uint32_t descriptor)
{
    client->copy_owner = (pid_t)owner;
    client->copy_descriptor = descriptor;
    return 0;
}

void client_expect_launch(struct client *client)
{
    static const struct bytes no_program;
    struct problem problem;
    if (!client->sealed)
        execute_sealed(client, &no_program, &problem);
}

int client_make_network(struct client *client)
{
    struct failure failure;
    failure_clear(&failure);
    /* Before the sealed copy there is no launch, and it does not get to know. */
    if (!client->sealed || network_make(&client->network, &failure) == 0)
        return 0;
    report_error(&client->log, "%.*s: %s", (int)failure.length, failure.detail,
                 strerror((int)failure.number));
    return -1;
}

int client_launch(struct client *client, const struct bytes *program)
{
    /* One launch for each command, unless it failed before there was an init; the sessions that
     * clean up have none. */
    if (client->purpose != PURPOSE_COMMAND || client->program != NULL || program->length == 0)
        return -1;
    struct problem problem;
    if (!client->sealed) {
        execute_sealed(client, program, &problem);
        return send_problem(client, &problem);
    }
    /* What was decoded points to it, and the message goes away. */
    client->program_bytes = malloc(program->length);
    if (client->program_bytes == NULL) {
        problem_errno(&problem, "the program");
        return send_problem(client, &problem);
    }
    memcpy(client->program_bytes, program->data, program->length);
    const struct bytes copy = {.data = client->program_bytes, .length = program->length};
    return client_begin_launch(client, &copy);
}

/* Whether the console's master comes to us: connect_socket with an empty path. */
static bool relays_terminal(const struct program *program)
{
    const struct operation *operation = program_find(program, OPERATION_connect_socket);
    return operation != NULL && operation->arguments[1].s[0] == '\0';
}

/* There is no init, and another program may come. */
static int fail_launch(struct client *client, struct failure *failure)
{
    close_and_forget(&client->relay);
    free(client->program);
    client->program = NULL;
    free(client->program_bytes);
    client->program_bytes = NULL;
    return client_send_failed(client, failure);
}

int client_begin_launch(struct client *client, const struct bytes *program)
{
    struct failure failure;
    failure_clear(&failure);
    client->program = program_decode(program->data, program->length, &failure);
    if (client->program == NULL)
        return fail_launch(client, &failure);
    int relay[2] = {-1, -1};
    if (relays_terminal(client->program) &&
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, relay) != 0) {
        (void)fail_errno(&failure, "socketpair: terminal relay");
        return fail_launch(client, &failure);
    }
    client->relay = relay[0];
    /* Before init can leave orphans. It ends with us: only a foreground client stays, and that
     * gives it up where it was told to. */
    (void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    const struct launch_given given = {.relay_socket = relay[1],
                                       .descriptors = client->invocation.descriptors,
                                       .network = &client->network};
    int begun = launch_begin(client->program, &given, &client->launch, &failure);
    close_fd(relay[1]);
    network_close(&client->network);
    if (begun != 0)
        return fail_launch(client, &failure);
    /* Init goes first: it is what all wait for, and the engine, which records it meanwhile, may
     * take the processor on which init would go on. Should we be killed between the two, init ends
     * too: it is released only when the engine is going to hear of it. */
    const pid_t pid = client->launch.pid;
    int released = launch_release(&client->launch, &failure);
    if (session_send(&client->session, MESSAGE_LAUNCHED, (uint32_t)pid,
                     client->launch.start_time) != 0)
        return -1;
    if (released != 0)
        return client_send_failed(client, &failure);
    launch_release_ahead(&client->launch);
    return 0;
}

/* Has the launch take a step, and tells what came of it. 0, or -1: the engine is lost. */
static int take_step(struct client *client,
                     void (*step)(struct launch *launch, struct launch_event *event))
{
    static struct launch_event event;
    /* Nobody has the lock any more under which it is done. Without an init the engine may have said
     * all that it had to say. */
    if (launch_commits(&client->launch) && !client->launch.committed &&
        client->launch.init_socket >= 0 && session_hung_up(&client->session))
        return -1;
    /* Up to the release a signal ends us, and the engine undoes the launch. Then the process runs,
     * and they are its own, or come too late. One with a channel is no container's. Where it was
     * released and is no more, they are ours again. */
    sigset_t before;
    if (foreground_hold_signals(&before) == 0 && !client->holds_signals)
        client->unheld = before;
    client->holds_signals = true;
    step(&client->launch, &event);
    if (!client->launch.released || client->launch.channel >= 0) {
        (void)sigprocmask(SIG_SETMASK, &client->unheld, NULL);
        client->holds_signals = false;
    }
    if (client->launch.committed)
        client->recovery = client->committed_recovery;
    switch (event.type) {
    case LAUNCH_NOTHING:
        return 0;
    case LAUNCH_STAGE:
        return session_send(&client->session, MESSAGE_STAGE, event.stage);
    case LAUNCH_READY:
        return session_send(&client->session, MESSAGE_READY);
    case LAUNCH_FAILED:
        launch_close(&client->launch);
        client->launch.pid = 0;
        return client_send_failed(client, &event.failure);
    }
    return -1;
}

int client_follow_launch(struct client *client)
{
    return take_step(client, launch_next);
}

int client_commit(struct client *client, char *const *recovery)
{
    /* Once, and before anything else is to be recovered with. */
    if (client->program == NULL || !launch_commits(&client->launch) ||
        client->committed_recovery != NULL)
        return -1;
    client->committed_recovery = copy_list(recovery);
    if (client->committed_recovery == NULL)
        return -1;
    return take_step(client, launch_allow_commit);
}

int client_proceed(struct client *client, const struct bytes *state)
{
    struct failure failure;
    failure_clear(&failure);
    /* Init failed while this was on its way: FAILED is on the way to the engine. */
    if (client->launch.init_socket < 0)
        return 0;
    if (launch_proceed(&client->launch, state->data, state->length, &failure) == 0)
        return 0;
    (void)launch_kill(&client->launch);
    launch_close(&client->launch);
    return client_send_failed(client, &failure);
}

int client_kill_init(struct client *client)
{
    int status = launch_kill(&client->launch);
    if (client->foreground.active && !client->foreground.ended) {
        client->foreground.ended = true;
        client->foreground.wait_status = status;
        foreground_end(&client->foreground);
    }
    launch_close(&client->launch);
    client->launch.pid = 0;
    return session_send(&client->session, MESSAGE_INIT_EXITED, (int32_t)status);
}

int client_give_times(struct client *client)
{
    const struct launch *launch = &client->launch;
    size_t count = launch->times == NULL ? 0 : launch->program->operation_count;
    return session_send(&client->session, MESSAGE_TIMES, launch->times,
                        count * sizeof(*launch->times));
}

static bool engine_is_lost(const void *session)
{
    return session_engine_lost(session);
}

/*
 * Signals that ask for an end, where they do not end us: once the container's process runs they
 * are held for it, and a hook (poststart) that never ends would leave no way out but SIGKILL.
 * -1: they end us, or there is no descriptor to be had.
 */
static int held_signals(const struct client *client)
{
    sigset_t set;
    if (!client->launch.released)
        return -1;
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGQUIT);
    sigaddset(&set, SIGTERM);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int send_hook_done(struct client *client, const struct failure *failure,
                          const struct hook_output *output)
{
    /* A hook that never ran has no output, but a detail. */
    bool ran = failure->kind != FAILURE_ERRNO || failure->number == 0;
    return session_send(&client->session, MESSAGE_HOOK_DONE, failure->kind, failure->number,
                        ran ? output->bytes : failure->detail,
                        ran ? output->length : (size_t)failure->length);
}

int client_run_hook(struct client *client, const struct message *message)
{
    static struct hook_output output;
    output.length = 0;
    struct failure failure;
    failure_clear(&failure);
    const union argument *fields = message->fields;
    const struct bytes *input = &fields[4].b;
    cleanup_fd int stdin_fd = -1;
    cleanup_fd int signals = held_signals(client);
    int result = 0;
    if (input->length > 0) {
        stdin_fd = memory_file("carafe-hook-stdin", input->data, input->length);
        if (stdin_fd < 0)
            result = fail_errno(&failure, "memfd_create: standard input of the hook");
    }
    const struct hook hook = {.path = fields[0].s,
                              .argv = fields[1].l.items,
                              .environment = fields[2].l.items,
                              .timeout_ms = fields[3].u,
                              .stdin_fd = stdin_fd,
                              .signals = signals,
                              .guarded = true,
                              .descriptors = &client->invocation.descriptors,
                              .abandoned = engine_is_lost,
                              .context = &client->session};
    if (result == 0)
        (void)hook_run(&hook, &output, &failure);
    return send_hook_done(client, &failure, &output);
}

static int send_output(void *session, const struct hook_output *output)
{
    return session_send((struct session *)session, MESSAGE_OUTPUT, output->bytes, output->length);
}

int client_run_program(struct client *client, const struct message *message)
{
    static struct hook_output output;
    output.length = 0;
    struct failure failure;
    failure_clear(&failure);
    char **argv = message->fields[0].l.items;
    if (argv[0] == NULL)
        return -1;
    const struct hook program = {.path = argv[0],
                                 .argv = argv,
                                 .environment = client->invocation.environment,
                                 .stdin_fd = -1,
                                 .signals = -1,
                                 .guarded = true,
                                 .search_path = true,
                                 .descriptors = &client->invocation.descriptors,
                                 .abandoned = engine_is_lost,
                                 .take = send_output,
                                 .context = &client->session};
    (void)hook_run(&program, &output, &failure);
    return send_hook_done(client, &failure, &output);
}
