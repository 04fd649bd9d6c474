/* The command loop: waits for the engine, for init and for what the foreground brings. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "io.h"

enum {
    SESSION,
    INIT,
    CHANNEL,
    WORKER,
    KEYS,
    NOTIFY,
    FOREGROUND = NOTIFY + NOTIFY_POLLED,
    POLLED = FOREGROUND + FOREGROUND_POLLED
};

/* After so much silence a resident engine is looked at. */
#define SILENCE_MS 1000

/* Standard output or error may be non-blocking, which is its owner's choice. */
static int print_all(int fd, const uint8_t *bytes, size_t length)
{
    while (length > 0) {
        ssize_t count = write(fd, bytes, length);
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            struct pollfd set = {.fd = fd, .events = POLLOUT};
            (void)poll(&set, 1, -1);
        } else if (count < 0 && errno != EINTR) {
            return -1;
        } else if (count > 0) {
            bytes += count;
            length -= (size_t)count;
        }
    }
    return 0;
}

int client_print(struct client *client, int fd, const uint8_t *bytes, size_t length)
{
    if (print_all(fd, bytes, length) == 0)
        return 0;
    if (!client->print_failed && fd == STDOUT_FILENO)
        report_error(&client->log, "write to standard output: %s", strerror(errno));
    client->print_failed = true;
    return -1;
}

static int print(struct client *client, uint32_t fd, const struct bytes *bytes)
{
    if (fd != STDOUT_FILENO && fd != STDERR_FILENO)
        return -1;
    client->printed = true;
    (void)client_print(client, (int)fd, bytes->data, bytes->length);
    return 0;
}

static int end(struct client *client, uint32_t code)
{
    client->over = true;
    client->exit_code = code == 0 && client->print_failed ? 1 : code;
    return 0;
}

static int remember_recovery(struct client *client, const struct message *message)
{
    client->recovery = copy_list(message->fields[0].l.items);
    client->recoverable = true;
    return client->recovery == NULL ? -1 : 0;
}

static int go_foreground(struct client *client, const struct message *message)
{
    client->finish = copy_list(message->fields[0].l.items);
    if (client->finish == NULL || client->foreground.active)
        return -1;
    if (foreground_begin(&client->foreground, &client->launch, client->relay,
                         client->invocation.terminal, message->fields[2].u) == 0)
        return 0;
    report_error(&client->log, "foreground: %s", strerror(errno));
    foreground_end(&client->foreground);
    client->foreground.active = false;
    return -1;
}

static int listen_notify(struct client *client, const union argument *fields)
{
    struct failure failure;
    failure_clear(&failure);
    uint32_t error = 0;
    if (notify_listen(&client->notify, fields[0].s, fields[1].s, (pid_t)fields[2].u, &failure) !=
        0) {
        notify_close(&client->notify);
        error = (uint32_t)failure.number;
    }
    return session_send(&client->session, MESSAGE_NOTIFY_LISTENING, error, failure.detail);
}

static int await_ready(struct client *client, uint32_t code)
{
    client->awaits_ready = true;
    session_close(&client->session);
    return end(client, code);
}

static int handle_launch(struct client *client, const struct message *message)
{
    const union argument *fields = message->fields;
    if (message->type == MESSAGE_SEALED_COPY)
        return client_note_copy(client, fields[0].u, fields[1].u);
    if (message->type == MESSAGE_MAKE_NETWORK)
        return client_make_network(client);
    if (message->type == MESSAGE_COMMIT)
        return client_commit(client, fields[0].l.items);
    if (message->type == MESSAGE_LAUNCH)
        return client_launch(client, &fields[0].b);
    if (message->type == MESSAGE_PROCEED)
        return client_proceed(client, &fields[0].b);
    if (message->type == MESSAGE_GIVE_TIMES)
        return client_give_times(client);
    return client_kill_init(client);
}

int client_handle(struct client *client, const struct message *message)
{
    const union argument *fields = message->fields;
    switch (message->type) {
    case MESSAGE_PRINT:
        return print(client, fields[0].u, &fields[1].b);
    case MESSAGE_LOG:
        log_append(&client->log, fields[0].b.data, fields[0].b.length);
        return 0;
    case MESSAGE_EXIT:
        return end(client, fields[0].u);
    case MESSAGE_RECOVERY:
        return remember_recovery(client, message);
    case MESSAGE_SEALED_COPY:
    case MESSAGE_MAKE_NETWORK:
    case MESSAGE_COMMIT:
    case MESSAGE_LAUNCH:
    case MESSAGE_PROCEED:
    case MESSAGE_GIVE_TIMES:
    case MESSAGE_KILL_INIT:
        return handle_launch(client, message);
    case MESSAGE_RUN_HOOK:
        return client_run_hook(client, message);
    case MESSAGE_RUN_PROGRAM:
        return client_run_program(client, message);
    case MESSAGE_FOREGROUND:
        return go_foreground(client, message);
    case MESSAGE_CHANNEL_SEND:
    case MESSAGE_FORWARD:
    case MESSAGE_ADOPT:
    case MESSAGE_RAISE_LOOPBACK:
        return client_handle_channel(client, message);
    case MESSAGE_LEAVE:
        session_close(&client->session);
        return 0;
    case MESSAGE_LISTEN_NOTIFY:
        return listen_notify(client, fields);
    case MESSAGE_LEAVE_ON_KEY:
        return client_leave_on_key(client, fields[0].s);
    case MESSAGE_EXIT_WHEN_READY:
        return await_ready(client, fields[0].u);
    case MESSAGE_HELLO:
    case MESSAGE_NOTIFY_LISTENING:
    case MESSAGE_INVOCATION:
    case MESSAGE_LAUNCHED:
    case MESSAGE_STAGE:
    case MESSAGE_READY:
    case MESSAGE_FAILED:
    case MESSAGE_INIT_EXITED:
    case MESSAGE_HOOK_DONE:
    case MESSAGE_OUTPUT:
    case MESSAGE_TIMES:
    case MESSAGE_CHANNEL_RECEIVED:
    case MESSAGE_CHANNEL_CLOSED:
        return -1;
    }
    return -1;
}

int client_handle_read(struct client *client)
{
    struct message message;
    while (!client->over && client->session.socket >= 0) {
        int result = session_next(&client->session, &message);
        if (result <= 0)
            return result;
        result = client_handle(client, &message);
        message_free(&message);
        if (result != 0)
            return -1;
    }
    return 0;
}

static bool in_foreground(const struct client *client)
{
    return client->foreground.active && !client->foreground.ended;
}

/* A container that is not told of is a service that does not start. */
void client_report_untold(struct client *client)
{
    if (client->notify.state != NOTIFY_UNTOLD)
        return;
    report_error(&client->log, "the container is ready, but NOTIFY_SOCKET cannot be told: %s",
                 strerror(client->notify.error));
    client->notify.state = NOTIFY_IDLE;
}

static void move_notify(struct client *client, const struct pollfd *set)
{
    notify_move(&client->notify, set);
    client_report_untold(client);
}

/* What the descriptors brought. 0, or -1: the engine is lost. */
static int dispatch(struct client *client, const struct pollfd *set)
{
    if (set[INIT].revents != 0 && client_follow_launch(client) != 0)
        return -1;
    if (set[CHANNEL].revents != 0 && client_follow_channel(client) != 0)
        return -1;
    if (set[WORKER].revents != 0 && client_end_channel(client) != 0)
        return -1;
    if (set[KEYS].revents != 0)
        client_take_keys(client);
    bool running = in_foreground(client);
    if (running)
        move_notify(client, set + NOTIFY);
    if (running)
        foreground_move(&client->foreground, set + FOREGROUND, &client->session);
    if (running && client->foreground.ended && client->session.socket >= 0 &&
        session_send(&client->session, MESSAGE_INIT_EXITED,
                     (int32_t)client->foreground.wait_status) != 0)
        return -1;
    if (set[SESSION].revents != 0 && session_fill(&client->session) < 0)
        return -1;
    return 0;
}

/* One wait. 0, or -1: the engine is lost. */
static int wait_and_dispatch(struct client *client)
{
    struct pollfd set[POLLED];
    set[SESSION] = (struct pollfd){.fd = client->session.socket, .events = POLLIN};
    set[INIT] = (struct pollfd){.fd = client->program == NULL ? -1 : client->launch.init_socket,
                                .events = POLLIN};
    set[CHANNEL] = (struct pollfd){.fd = client->launch.channel, .events = POLLIN};
    set[WORKER] = (struct pollfd){
        .fd = client->launch.channel < 0 ? -1 : client->launch.worker_pidfd, .events = POLLIN};
    client_poll_keys(client, &set[KEYS]);
    int timeout = foreground_poll(&client->foreground, set + FOREGROUND);
    notify_poll(&client->notify, set + NOTIFY);
    /* What the container says before is read then. */
    if (!in_foreground(client))
        set[NOTIFY] = set[NOTIFY + 1] = (struct pollfd){.fd = -1};
    /* In the foreground the engine has nothing to say, and may be stopped for all we care. */
    if (!in_foreground(client))
        timeout = SILENCE_MS;
    int count = poll(set, POLLED, timeout);
    if (count < 0)
        return errno == EINTR ? 0 : -1;
    if (count == 0 && !in_foreground(client))
        return session_engine_stopped(&client->session) ? -1 : 0;
    return dispatch(client, set);
}

int client_serve(struct client *client)
{
    for (;;) {
        int result = client_handle_read(client);
        if (client->over)
            return 0;
        /* The engine has left, and init has ended: nothing would wake us up. */
        if (client->session.socket < 0 && !in_foreground(client))
            return -1;
        if (result == 0)
            result = wait_and_dispatch(client);
        /* An engine that is lost in the foreground has left. */
        if (result != 0 && in_foreground(client))
            session_close(&client->session);
        else if (result != 0)
            return -1;
    }
}
