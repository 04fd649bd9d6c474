/* The channel between the engine and a process that was launched: datagrams, relayed unread. */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include "client.h"
#include "io.h"
#include "loopback.h"
#include "run.h"

#define DATAGRAM_SIZE 65536

/* What runc names the master in the message that brings it. */
static const char master_name[] = "/dev/ptmx";

static int send_datagram(struct client *client, const struct bytes *datagram)
{
    int channel = client->launch.channel;
    /* A process that is gone is told of by the end of its stream. */
    if (channel < 0)
        return 0;
    if (datagram->length == 0)
        (void)shutdown(channel, SHUT_WR);
    else if (send_with_fd(channel, datagram->data, datagram->length, -1) != 0 && errno != EPIPE)
        (void)shutdown(channel, SHUT_RDWR);
    return 0;
}

static int close_channel(struct client *client)
{
    close_and_forget(&client->launch.channel);
    return session_send(&client->session, MESSAGE_CHANNEL_CLOSED,
                        (int32_t)launch_reap_worker(&client->launch));
}

int client_follow_channel(struct client *client)
{
    static uint8_t datagram[DATAGRAM_SIZE];
    int brought;
    ssize_t count =
        receive_with_fd(client->launch.channel, datagram, sizeof(datagram), &brought, MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (count > 0) {
        if (brought >= 0) {
            close_fd(client->brought);
            client->brought = brought;
        }
        return session_send(&client->session, MESSAGE_CHANNEL_RECEIVED, datagram, (size_t)count,
                            brought >= 0 ? 1U : 0U);
    }
    close_fd(brought);
    return close_channel(client);
}

int client_end_channel(struct client *client)
{
    struct pollfd more = {.fd = client->launch.channel, .events = POLLIN};
    while (client->launch.channel >= 0 && poll(&more, 1, 0) > 0)
        if (client_follow_channel(client) != 0)
            return -1;
    return client->launch.channel < 0 ? 0 : close_channel(client);
}

/* The console's master goes to our own relay. 0, or -1 with errno. */
static int forward_to_relay(struct client *client)
{
    int relay[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, relay) != 0)
        return -1;
    close_fd(client->relay);
    client->relay = relay[0];
    int sent = send_with_fd(relay[1], master_name, sizeof(master_name) - 1, client->brought);
    close_fd(relay[1]);
    return sent;
}

static int forward_to(struct client *client, const char *path)
{
    cleanup_fd int fd = connect_unix(path);
    return fd < 0 ? -1 : send_with_fd(fd, master_name, sizeof(master_name) - 1, client->brought);
}

static int forward(struct client *client, const char *path)
{
    struct failure failure;
    failure_clear(&failure);
    int result = path[0] == '\0' ? forward_to_relay(client) : forward_to(client, path);
    if (result != 0)
        (void)fail_errno(&failure, "connect: %s",
                         path[0] == '\0' ? "the client's terminal relay" : path);
    close_and_forget(&client->brought);
    return session_send(&client->session, MESSAGE_HOOK_DONE, failure.kind, failure.number,
                        failure.detail, (size_t)failure.length);
}

static int adopt(struct client *client, uint32_t pid)
{
    struct failure failure;
    if (launch_adopt(&client->launch, (pid_t)pid, &failure) != 0)
        return client_send_failed(client, &failure);
    return session_send(&client->session, MESSAGE_LAUNCHED, (uint32_t)client->launch.pid,
                        client->launch.start_time);
}

static int raise_loopback_for_engine(struct client *client, uint32_t pid)
{
    struct failure failure;
    failure_clear(&failure);
    (void)raise_loopback_of((pid_t)pid, &failure);
    return session_send(&client->session, MESSAGE_HOOK_DONE, failure.kind, failure.number,
                        failure.detail, (size_t)failure.length);
}

int client_handle_channel(struct client *client, const struct message *message)
{
    const union argument *fields = message->fields;
    if (message->type == MESSAGE_CHANNEL_SEND)
        return send_datagram(client, &fields[0].b);
    if (message->type == MESSAGE_FORWARD)
        return forward(client, fields[0].s);
    if (message->type == MESSAGE_ADOPT)
        return adopt(client, fields[0].u);
    return raise_loopback_for_engine(client, fields[0].u);
}
