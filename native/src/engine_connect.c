#include "engine_connect.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "io.h"
#include "kernel.h"

/* How long a send may wait for an engine that does not read. */
#define SEND_TIMEOUT_S 10
#define VERDICT_SERVE 0U
/* How long an engine may be late that works meanwhile. */
#define HELLO_BUSY_MS 10000
/* How long an engine may take to leave: the kernel frees its memory meanwhile. */
#define LEAVE_MS 3000

static int check_peer(struct session *session, int socket, struct problem *problem)
{
    struct ucred peer;
    socklen_t length = sizeof(peer);
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0)
        return problem_errno(problem, "getsockopt: SO_PEERCRED");
    if (peer.uid != geteuid())
        return problem_set(problem, "the engine runs as user %u", (unsigned int)peer.uid);
    session->engine = peer.pid;
    return 0;
}

enum connect_result engine_connect(const struct engine_directory *directory,
                                   struct session *session, struct problem *problem)
{
    struct sockaddr_un address;
    engine_directory_address(directory, &address);
    cleanup_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        problem_errno(problem, "socket");
        return CONNECT_UNUSABLE;
    }
    if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
        if (errno == ENOENT || errno == ECONNREFUSED)
            return CONNECT_NOBODY;
        problem_errno(problem, "connect: %s/engine.sock", directory->path);
        return CONNECT_UNUSABLE;
    }
    if (check_peer(session, fd, problem) != 0)
        return CONNECT_UNUSABLE;
    const struct timeval limit = {.tv_sec = SEND_TIMEOUT_S};
    if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) != 0 ||
        fcntl(fd, F_SETFL, 0) != 0) {
        problem_errno(problem, "engine socket");
        return CONNECT_UNUSABLE;
    }
    session->socket = steal_fd(&fd);
    session->resident = true;
    return CONNECTED;
}

static enum hello_result judge(const struct message *message, struct problem *problem)
{
    uint32_t version = message->fields[0].u;
    const char *build = message->fields[1].s;
    if (version != PROTOCOL_VERSION || strcmp(build, BUILD_ID) != 0) {
        problem_set(problem, "it is of build %s, not " BUILD_ID, build);
        return HELLO_OTHER_BUILD;
    }
    if (message->fields[2].u != VERDICT_SERVE) {
        problem_set(problem, "it refuses: %s", message->fields[3].s);
        return HELLO_REFUSED;
    }
    return HELLO_SERVED;
}

enum hello_result engine_hello(struct session *session, int timeout_ms, struct problem *problem)
{
    struct message message;
    int result = session_await(session, &message, timeout_ms);
    if (result == 0) {
        problem_set(problem, "it does not answer");
        return HELLO_LATE;
    }
    if (result < 0) {
        problem_set(problem, "it ended the session before its hello");
        return HELLO_ENDED;
    }
    enum hello_result verdict = HELLO_NONE;
    if (message.type == MESSAGE_HELLO)
        verdict = judge(&message, problem);
    else
        problem_set(problem, "it does not begin with a hello");
    message_free(&message);
    return verdict;
}

/*
 * An engine that uses its processor time is working its way through a crowd: leaving it for a JVM
 * of our own would make the crowd slower still. One that does nothing is passed over at once.
 */
enum hello_result engine_hello_resident(struct session *session, int first_ms,
                                        struct problem *problem)
{
    uint64_t used = session_engine_time(session);
    enum hello_result result = engine_hello(session, first_ms, problem);
    for (int late_ms = 0; result == HELLO_LATE && late_ms < HELLO_BUSY_MS;
         late_ms += HELLO_WARM_MS) {
        uint64_t now = session_engine_time(session);
        if (now == used)
            break;
        used = now;
        result = engine_hello(session, HELLO_WARM_MS, problem);
    }
    return result;
}

bool engine_leaves(const struct session *session, enum hello_result hello)
{
    return hello == HELLO_ENDED && engine_ends(session);
}

bool engine_ends(const struct session *session)
{
    if (session->engine <= 1)
        return false;
    cleanup_fd int pidfd = (int)syscall(SYS_pidfd_open, session->engine, 0);
    struct pollfd set = {.fd = pidfd, .events = POLLIN};
    return pidfd < 0 ? errno == ESRCH : poll(&set, 1, LEAVE_MS) > 0;
}
