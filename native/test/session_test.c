/* Reading ahead, waiting, and telling a stopped engine from a slow one. */
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "session.h"

static int open_pair(struct session *session)
{
    int pair[2];
    CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0);
    session_init(session);
    session->socket = pair[0];
    return pair[1];
}

static void frames_in_pieces_and_in_heaps_come_one_by_one(void)
{
    struct session session;
    int engine = open_pair(&session);
    struct writer frames = {0};
    for (uint32_t i = 0; i < 3; i++)
        CHECK(message_encode(&frames, MESSAGE_EXIT, i) == 0);
    struct message message;
    CHECK(write(engine, frames.bytes, 5) == 5);
    CHECK(session_await(&session, &message, 0) == 0);
    CHECK(write(engine, frames.bytes + 5, frames.length - 5) == (ssize_t)frames.length - 5);
    for (uint32_t i = 0; i < 3; i++)
        CHECK(session_await(&session, &message, 1000) == 1 && message.fields[0].u == i);
    CHECK(session_await(&session, &message, 10) == 0);
    close(engine);
    CHECK(session_await(&session, &message, 1000) == -1);
    writer_free(&frames);
    session_close(&session);
}

static void what_was_read_ahead_can_be_put_back(void)
{
    struct session session;
    int engine = open_pair(&session);
    struct writer frame = {0};
    struct message message;
    CHECK(message_encode(&frame, MESSAGE_LEAVE) == 0);
    CHECK(session_restore(&session, frame.bytes, 3) == 0);
    CHECK(session_next(&session, &message) == 0);
    CHECK(write(engine, frame.bytes + 3, frame.length - 3) == (ssize_t)frame.length - 3);
    CHECK(session_await(&session, &message, 1000) == 1 && message.type == MESSAGE_LEAVE);
    writer_free(&frame);
    session_close(&session);
    close(engine);
}

static void stopped_or_dead_engine_is_told_from_a_slow_one(void)
{
    struct session session;
    session_init(&session);
    pid_t child = fork();
    if (child == 0) {
        for (;;)
            pause();
    }
    session.engine = child;
    session.resident = true;
    CHECK(!session_engine_stopped(&session));
    CHECK(kill(child, SIGSTOP) == 0 && waitpid(child, NULL, WUNTRACED) == child);
    CHECK(session_engine_stopped(&session));
    CHECK(kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
    CHECK(session_engine_stopped(&session));
    /* One-shot engines are our children: their end is the end of the stream. */
    session.resident = false;
    CHECK(!session_engine_stopped(&session));
}

static void stopped_engine_is_ended_only_in_a_session(void)
{
    struct session session;
    pid_t child = fork();
    if (child == 0) {
        for (;;)
            pause();
    }
    int engine_end = open_pair(&session);
    session.engine = child;
    session.resident = true;
    CHECK(!session_engine_lost(&session));
    session_end_stopped_engine(&session);
    CHECK(waitpid(child, NULL, WNOHANG) == 0);
    CHECK(kill(child, SIGSTOP) == 0 && waitpid(child, NULL, WUNTRACED) == child);
    CHECK(session_engine_lost(&session));
    /* Who has hung up may not be who has that pid now. */
    close(engine_end);
    session_end_stopped_engine(&session);
    CHECK(waitpid(child, NULL, WNOHANG) == 0);
    session_close(&session);
    engine_end = open_pair(&session);
    session.engine = child;
    session.resident = true;
    session_end_stopped_engine(&session);
    int status;
    CHECK(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
    session_close(&session);
    close(engine_end);
}

const struct test session_tests[] = {
    TEST(frames_in_pieces_and_in_heaps_come_one_by_one),
    TEST(what_was_read_ahead_can_be_put_back),
    TEST(stopped_or_dead_engine_is_told_from_a_slow_one),
    TEST(stopped_engine_is_ended_only_in_a_session),
    {NULL, NULL},
};
