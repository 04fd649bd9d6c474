/* A command that shows something until a key is typed: LEAVE_ON_KEY. */
#include <errno.h>
#include <string.h>

#include "client.h"
#include "io.h"
#include "terminal.h"

int client_leave_on_key(struct client *client, const char *keys)
{
    size_t length = strlen(keys);
    if (length == 0 || length >= sizeof(client->leave_keys))
        return -1;
    memcpy(client->leave_keys, keys, length + 1);
    if (terminal_keys(STDIN_FILENO) == 0)
        return 0;
    report_error(&client->log, "keys from the terminal: %s", strerror(errno));
    client->over = true;
    client->exit_code = client->own_failure;
    return 0;
}

void client_poll_keys(const struct client *client, struct pollfd *set)
{
    *set =
        (struct pollfd){.fd = client->leave_keys[0] == '\0' ? -1 : STDIN_FILENO, .events = POLLIN};
}

void client_take_keys(struct client *client)
{
    char typed[64];
    ssize_t count = read(STDIN_FILENO, typed, sizeof(typed));
    if (count < 0 && errno == EINTR)
        return;
    /* A terminal that is gone gives no keys; SIGHUP is what ends us. */
    if (count <= 0)
        client->leave_keys[0] = '\0';
    for (ssize_t i = 0; i < count; i++)
        if (typed[i] != '\0' && strchr(client->leave_keys, typed[i]) != NULL)
            client->over = true;
}
