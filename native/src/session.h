/* One session with an engine: its socket, what was read ahead from it, and who the engine is. */
#ifndef CARAFE_SESSION_H
#define CARAFE_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "session_frame.h"

struct session {
    /* -1: there is none, or it is over. */
    int socket;
    /* The engine's process; 0 when it is not visible from here. */
    pid_t engine;
    bool resident;
    /* A one-shot engine's JVM is our child: true until it was reaped. */
    bool child;
    /* Where a one-shot JVM writes its noise, and from which offset on; -1: a resident one. */
    int log;
    off_t log_start;
    uint8_t *buffer;
    size_t start;
    size_t end;
    size_t capacity;
};

void session_init(struct session *session);

/*
 * The next message that was read already. 1, 0 when there is none, -1 when the stream is broken.
 * Its strings are valid until session_fill or session_close; message_free it.
 */
int session_next(struct session *session, struct message *message);

/* Reads what there is. 1: something came; 0: nothing yet; -1: end of the stream, or an error. */
int session_fill(struct session *session);

/* Puts bytes back as though they had just been read (they were, before a re-execution). */
int session_restore(struct session *session, const void *bytes, size_t length);

/*
 * Waits for a message until the time has passed. 1; 0 at the end of the time; -1 when the engine
 * is lost.
 */
int session_await(struct session *session, struct message *message, int timeout_ms);

/* Whether a resident engine is stopped (SIGSTOP, a debugger), or gone. */
bool session_engine_stopped(const struct session *session);

/* Processor time that a resident engine has used, in clock ticks; 0 when it cannot be told. */
uint64_t session_engine_time(const struct session *session);

/* Whether the engine is gone, or has ended the session. */
bool session_hung_up(const struct session *session);

/* Whether it is stopped, gone, or has ended the session: nobody waits for what we do. */
bool session_engine_lost(const struct session *session);

/*
 * Kills a resident engine that is stopped in the midst of our session. It holds the locks of what
 * it worked on, and would go on from there when it is continued, while that is being undone.
 */
void session_end_stopped_engine(const struct session *session);

/* message_encode and send. 0, or -1: the engine is lost. */
#define session_send(session, ...)                                                                 \
    ({                                                                                             \
        struct writer frame_ = {0};                                                                \
        int result_ =                                                                              \
            message_encode(&frame_, __VA_ARGS__) == 0 ? session_write((session), &frame_) : -1;    \
        writer_free(&frame_);                                                                      \
        result_;                                                                                   \
    })

int session_write(struct session *session, const struct writer *frame);

/* Closes the socket and frees the buffer. The JVM of a one-shot engine is engine_reap's. */
void session_close(struct session *session);

#endif
