#include "client.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "argument.h"
#include "engine_command.h"
#include "engine_replaced.h"
#include "io.h"
#include "seal.h"
#include "shortcut_run.h"
#include "terminal.h"

#define LOST_WORDS_SIZE 2048

static void begin(struct client *client)
{
    memset(client, 0, sizeof(*client));
    client->log.fd = -1;
    client->relay = -1;
    client->brought = -1;
    client->launch.channel = -1;
    client->launch.worker_pidfd = -1;
    client->launch.pidfd = -1;
    client->launch.init_socket = -1;
    network_init(&client->network);
    session_init(&client->session);
    foreground_init(&client->foreground);
    notify_init(&client->notify);
}

/*
 * Has the client that was installed since do it. A command, of which nothing was done yet, becomes
 * that client; what is beside a command is done by a child. 0 with its exit code, or -2.
 */
static int hand_over(struct client *client, char *const *argv)
{
    char **environment = client->invocation.environment;
    if (client->purpose == PURPOSE_COMMAND) {
        engine_home_execute(&client->home, client->invocation.argv, environment);
        return -2;
    }
    pid_t child = fork();
    if (child == 0) {
        engine_home_execute(&client->home, argv, environment);
        (void)raise(SIGKILL);
    }
    /* Every exit status may be the container's, so that none says that it was not done. */
    int status;
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return -2;
    client->exit_code = exit_code_of(status);
    return 0;
}

/* Opens a session for that argv and serves it. 0, -1: the engine is lost, -2: there is none. */
static int run_session(struct client *client, enum engine_kind kind, char *const *argv)
{
    struct problem problem = {0};
    client->over = false;
    int opened = engine_open(kind, &client->home, &client->invocation, &client->session, &problem);
    if (opened == ENGINE_HOME_REPLACED && hand_over(client, argv) == 0)
        return 0;
    if (opened != 0) {
        report_error(&client->log, "%s", problem.text);
        return -2;
    }
    if (invocation_send(&client->invocation, &client->session, argv) != 0)
        return -1;
    if (client->purpose == PURPOSE_COMMAND && arguments_launch(argv)) {
        /* What came with the hello. */
        if (client_handle_read(client) != 0)
            return -1;
        client_expect_launch(client);
    }
    return client_serve(client);
}

/* Why a one-shot engine was lost, as far as it said. */
static void report_loss(struct client *client, const char *what)
{
    char words[LOST_WORDS_SIZE];
    engine_last_words(&client->session, words, sizeof(words));
    if (words[0] == '\0')
        report_error(&client->log, "the engine was lost%s", what);
    else
        report_error(&client->log, "the engine was lost%s: %s", what, words);
}

static void print_argv(char *const *argv, char *text, size_t size)
{
    size_t length = 0;
    text[0] = '\0';
    for (size_t i = 0; argv[i] != NULL && length < size; i++) {
        int count = snprintf(text + length, size - length, "%s%s", i == 0 ? "" : " ", argv[i]);
        if (count < 0)
            return;
        length += (size_t)count;
    }
}

/* Undoes, one-shot, what the command began. */
static void recover(struct client *client)
{
    char command[LOST_WORDS_SIZE];
    print_argv(client->recovery, command, sizeof(command));
    report_loss(client, "");
    engine_close(&client->session);
    client->purpose = PURPOSE_RECOVERY;
    client->recoverable = false;
    if (run_session(client, ENGINE_ONLY_ONESHOT, client->recovery) == 0 && client->exit_code == 0)
        report_error(&client->log, "what this command began was undone");
    else
        report_error(&client->log, "what this command began may be left behind; to undo it: %s",
                     command);
}

#define STATUS_SIZE 16

/* The finish argv with `--status N`; to be freed. NULL when memory is short. */
static char **finish_argv(const struct client *client, char *status)
{
    static const char option[] = "--status";
    (void)snprintf(status, STATUS_SIZE, "%d", client->foreground.wait_status);
    size_t count = 0;
    while (client->finish[count] != NULL)
        count++;
    char **argv = calloc(count + 3, sizeof(*argv));
    if (argv == NULL)
        return NULL;
    memcpy(argv, client->finish, count * sizeof(*argv));
    argv[count] = (char *)(uintptr_t)option;
    argv[count + 1] = status;
    return argv;
}

/* Runs the finishing session, resident or not. 0 when it came to its exit code. */
static int run_finish(struct client *client, char *const *argv)
{
    enum engine_kind kind = ENGINE_AUTO;
    struct problem problem;
    (void)engine_kind_wanted(&client->invocation, &kind, &problem);
    int result = run_session(client, kind, argv);
    bool was_resident = client->session.resident;
    engine_close(&client->session);
    if (result == -1 && was_resident && kind != ENGINE_ONLY_RESIDENT) {
        result = run_session(client, ENGINE_ONLY_ONESHOT, argv);
        engine_close(&client->session);
    }
    return result;
}

/* Init has ended, and the engine that knew has left. */
static int finish(struct client *client)
{
    /* A one-shot engine ends meanwhile. */
    bool done = client->finish[0] == NULL || shortcut_finish(&client->invocation, client->finish);
    engine_close(&client->session);
    if (done)
        return (int)exit_code_of(client->foreground.wait_status);
    client->purpose = PURPOSE_FINISH;
    client->recoverable = false;
    char status[STATUS_SIZE];
    char **argv = finish_argv(client, status);
    if (argv == NULL || run_finish(client, argv) != 0) {
        char command[LOST_WORDS_SIZE];
        print_argv(argv == NULL ? client->finish : argv, command, sizeof(command));
        report_error(&client->log,
                     "the container has ended, but its cgroups and state are left behind; to "
                     "remove them: %s",
                     command);
        client->exit_code = exit_code_of(client->foreground.wait_status);
    }
    free(argv);
    return (int)client->exit_code;
}

/* The container runs; all that is left to do is to tell the service manager when it is ready. */
static int wait_until_ready(struct client *client)
{
    /* Those that a foreground would forward were held, and would never end us. */
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    notify_wait(&client->notify);
    bool untold = client->notify.state == NOTIFY_UNTOLD;
    client_report_untold(client);
    notify_close(&client->notify);
    return untold ? 1 : (int)client->exit_code;
}

int client_conclude(struct client *client, int served)
{
    for (;;) {
        if (served == 0) {
            engine_close(&client->session);
            return client->awaits_ready ? wait_until_ready(client) : (int)client->exit_code;
        }
        if (served == -2)
            return (int)client->own_failure;
        if (client->foreground.active && client->foreground.ended)
            return finish(client);
        if (client->recoverable)
            session_end_stopped_engine(&client->session);
        /* The socket first: an engine that was only slow must not go on with a killed init. */
        session_close(&client->session);
        launch_hang_up(&client->launch);
        if (client->launch.pid > 0)
            (void)launch_kill(&client->launch);
        if (client->recoverable && client->recovery[0] != NULL) {
            recover(client);
            engine_close(&client->session);
            return (int)client->own_failure;
        }
        if (client->recoverable || client->printed || !client->session.resident) {
            report_loss(client, client->printed ? " in the middle of its output" : "");
            engine_close(&client->session);
            return (int)client->own_failure;
        }
        engine_close(&client->session);
        served = run_session(client, ENGINE_ONLY_ONESHOT, client->invocation.rewritten);
    }
}

/* In the sealed copy: the session goes on where the first image left it. */
static int resume(struct client *client, int state)
{
    struct bytes program;
    (void)prctl(PR_SET_NAME, "carafe", 0, 0, 0);
    if (client_load(client, state, &program) != 0) {
        report_error(&client->log, "state of the sealed copy: %s", strerror(errno));
        return (int)client->own_failure;
    }
    close_fd(state);
    client->sealed = true;
    int served = program.length == 0 ? 0 : client_begin_launch(client, &program);
    return client_conclude(client, served == 0 ? client_serve(client) : -1);
}

static int run_command(struct client *client)
{
    struct problem problem;
    enum engine_kind kind;
    int code;
    if (engine_kind_wanted(&client->invocation, &kind, &problem) != 0) {
        report_error(&client->log, "%s", problem.text);
        return (int)client->own_failure;
    }
    if (client_take_shortcut(client, &code))
        return code;
    if (engine_home_find(&client->home, &problem) != 0) {
        report_error(&client->log, "%s", problem.text);
        return (int)client->own_failure;
    }
    switch (arguments_engine_word(client->invocation.rewritten)) {
    case ENGINE_WORD_START:
        return engine_command_start(client);
    case ENGINE_WORD_STOP:
        return engine_command_ask(client, true);
    case ENGINE_WORD_STATUS:
        return engine_command_ask(client, false);
    case ENGINE_WORD_SERVE:
        return engine_command_serve(client);
    case ENGINE_WORD_NONE:
        break;
    }
    return client_conclude(client, run_session(client, kind, client->invocation.rewritten));
}

/* In the first image. Before anything is done that could not be told in the log, that is tried. */
static int run_logged(struct client *client)
{
    struct problem problem;
    if (log_open(&client->log, &problem) == 0)
        return run_command(client);
    client->log.path = NULL;
    report_error(&client->log, "%s", problem.text);
    return (int)client->own_failure;
}

int client_main(char **argv, char **environment)
{
    static struct client client;
    begin(&client);
    int state = seal_descriptor(environment);
    if (invocation_capture(&client.invocation, argv, environment) != 0) {
        report_error(&client.log, "out of memory");
        return 1;
    }
    arguments_log(client.invocation.rewritten, &client.log);
    client.own_failure = arguments_own_failure(argv);
    /* We wait for our children; an ignored SIGCHLD would reap them under our hands. */
    (void)signal(SIGCHLD, SIG_DFL);
    int code = state >= 0 ? resume(&client, state) : run_logged(&client);
    foreground_deliver(&client.foreground);
    terminal_restore();
    return code;
}
