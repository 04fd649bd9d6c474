/*
 * The client of one command: it hands over its invocation, and does what the engine says
 * until EXIT. docs/protocol.md has the sequence diagrams.
 */
#ifndef CARAFE_CLIENT_H
#define CARAFE_CLIENT_H

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine_choice.h"
#include "foreground.h"
#include "invocation.h"
#include "launch.h"
#include "network.h"
#include "notify.h"
#include "report.h"
#include "session.h"

/* What a session is for. */
enum purpose {
    PURPOSE_COMMAND,
    /* Undoing what a command began whose engine was lost. */
    PURPOSE_RECOVERY,
    /* Deleting what a foreground container left, after its engine has gone. */
    PURPOSE_FINISH,
};

struct client {
    struct invocation invocation;
    struct log_target log;
    struct engine_home home;
    struct session session;
    enum purpose purpose;
    /* This is the sealed copy of the binary. */
    bool sealed;
    /* SEALED_COPY came: the process that has it, and its number there; or 0. */
    pid_t copy_owner;
    uint32_t copy_descriptor;
    /* RECOVERY came: its argv, NULL-terminated. */
    bool recoverable;
    char **recovery;
    /* COMMIT came: what takes its place once the container is there. */
    char **committed_recovery;
    /* Something was printed: running the command again would print it twice. */
    bool printed;
    bool print_failed;
    struct program *program;
    /* What the decoded program points to, where that is not the saved state. */
    void *program_bytes;
    struct launch launch;
    /* Signals are held for the process that was released, and the mask that was before. */
    bool holds_signals;
    sigset_t unheld;
    /* MAKE_NETWORK came, and LAUNCH did not yet. */
    struct network network;
    /* Our end of the socket over which init sends the console's master; -1: no terminal. */
    int relay;
    /* What came last with a datagram of the channel, or -1. */
    int brought;
    struct foreground foreground;
    struct notify notify;
    /* EXIT_WHEN_READY came. */
    bool awaits_ready;
    /* argv that finishes a foreground container; empty: nothing is to be done when it ends. */
    char **finish;
    /* LEAVE_ON_KEY came: the keys; or empty. */
    char leave_keys[8];
    bool over;
    uint32_t exit_code;
    /* What a failure of carafe's own is told by. */
    uint32_t own_failure;
};

/* Captures everything and runs the command. Returns its exit code. */
int client_main(char **argv, char **environment);

/* Serves the session until EXIT (0: exit_code is set), or the loss of the engine (-1). */
int client_serve(struct client *client);

/* Does what the messages say that were read already. 0, or -1: the engine is lost. */
int client_handle_read(struct client *client);

/* Does what one message says. 0, or -1: the engine broke the protocol, or is lost. */
int client_handle(struct client *client, const struct message *message);

/* Writes all of it, and tells, once, when standard output does not take it. 0 or -1. */
int client_print(struct client *client, int fd, const uint8_t *bytes, size_t length);

/* After serving: makes up for a lost engine. Returns the exit code. */
int client_conclude(struct client *client, int served);

/* Tells the user, once, that the service manager could not be told. */
void client_report_untold(struct client *client);

/* --- launching: client_launch.c --- */

/* SEALED_COPY. */
int client_note_copy(struct client *client, uint32_t owner, uint32_t descriptor);

/*
 * Re-executes from a sealed copy while the engine is at work on a command that is going to launch.
 * Returns when that failed, which is told when the engine asks for the launch.
 */
void client_expect_launch(struct client *client);

/* MAKE_NETWORK. 0, or -1: this client can do no more. */
int client_make_network(struct client *client);

/* LAUNCH: re-executes from a sealed copy, where that was not done. 0, or -1: the engine is lost. */
int client_launch(struct client *client, const struct bytes *program);

/* In the sealed copy: runs the launch that was decoded. 0, or -1: the engine is lost. */
int client_begin_launch(struct client *client, const struct bytes *program);

/* Init said something. 0, or -1: the engine is lost. */
int client_follow_launch(struct client *client);

/* COMMIT. 0, or -1: the engine is lost, or broke the protocol. */
int client_commit(struct client *client, char *const *recovery);

/* The times of the launch's operations. 0, or -1: the engine is lost. */
int client_give_times(struct client *client);

int client_proceed(struct client *client, const struct bytes *state);
int client_kill_init(struct client *client);
int client_run_hook(struct client *client, const struct message *message);
int client_run_program(struct client *client, const struct message *message);

/* FAILED. */
int client_send_failed(struct client *client, struct failure *failure);

/* --- what needs no engine: client_shortcut.c --- */

/* Whether the command was done by the container's shortcut; *code is the exit code then. */
bool client_take_shortcut(struct client *client, int *code);

/* --- the channel to a launched process: client_channel.c --- */

/* Does what the engine asks for between CHANNEL_SEND and CHANNEL_CLOSED. 0, or -1. */
int client_handle_channel(struct client *client, const struct message *message);
int client_follow_channel(struct client *client);

/* The process is gone: passes on what it has said, and that this is all. 0, or -1. */
int client_end_channel(struct client *client);

/* --- a key that ends the command: client_keys.c --- */

/* 0, or -1: the engine broke the protocol. A terminal that refuses ends the command. */
int client_leave_on_key(struct client *client, const char *keys);
void client_poll_keys(const struct client *client, struct pollfd *set);
void client_take_keys(struct client *client);

/* --- the state that survives the re-execution: client_state.c --- */

/* A sealed memory file with it, and the program, which may be none. fd, or -1 with errno. */
int client_save(const struct client *client, const struct bytes *program);

/* The other way. The program's bytes live as long as the process. 0, or -1. */
int client_load(struct client *client, int fd, struct bytes *program);

/* A copy of a list in one allocation; NULL when memory is short. */
char **copy_list(char *const *list);

#endif
