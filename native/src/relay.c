#include "relay.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "io.h"

enum { MASTER, INPUT, OUTPUT };

/* The kernel hands a slave's last output over with a delay. */
#define DRAIN_IDLE_MS 100
/* A reader that takes nothing for so long is left for later. */
#define DRAIN_STALL_MS 500

/*
 * An open file description of our own, which may be non-blocking: that of the caller is shared
 * with others, who would be surprised. Where it cannot be had, the caller's.
 */
static int own_description(int fd, bool *blocks)
{
    struct stat status;
    *blocks = false;
    if (fstat(fd, &status) == 0 && (S_ISCHR(status.st_mode) || S_ISFIFO(status.st_mode))) {
        char path[32];
        (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
        int own = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        if (own >= 0)
            return own;
        *blocks = true;
    }
    return fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

void relay_start(struct relay *relay, int master, int input, int output)
{
    *relay = (struct relay){.master = master, .input = input, .last_byte = '\n'};
    relay->output = own_description(output, &relay->output_blocks);
    int flags = fcntl(master, F_GETFL);
    if (flags >= 0)
        (void)fcntl(master, F_SETFL, flags | O_NONBLOCK);
}

static bool is_empty(const struct relay_buffer *buffer)
{
    return buffer->start == buffer->end;
}

void relay_poll(const struct relay *relay, struct pollfd *set)
{
    for (int i = 0; i < RELAY_POLLED; i++)
        set[i] = (struct pollfd){.fd = -1};
    if (relay->master < 0)
        return;
    /* A hang-up is reported whether asked for or not: a console without users is not polled. */
    bool reads = is_empty(&relay->from_container) && !relay->hung_up;
    bool writes = !is_empty(&relay->to_container) && !relay->hung_up;
    if (reads || writes) {
        set[MASTER].fd = relay->master;
        set[MASTER].events = (short)((reads ? POLLIN : 0) | (writes ? POLLOUT : 0));
    }
    if (relay->input >= 0 && is_empty(&relay->to_container))
        set[INPUT] = (struct pollfd){.fd = relay->input, .events = POLLIN};
    if (relay->output >= 0 && !is_empty(&relay->from_container))
        set[OUTPUT] = (struct pollfd){.fd = relay->output, .events = POLLOUT};
}

/* 1: bytes came, 0: none now, -1: the end or an error. */
static int fill(struct relay_buffer *buffer, int fd)
{
    ssize_t count = read(fd, buffer->bytes, sizeof(buffer->bytes));
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (count <= 0)
        return -1;
    buffer->start = 0;
    buffer->end = (size_t)count;
    return 1;
}

/* 0, or -1 when the other side takes no more. */
static int empty(struct relay_buffer *buffer, int fd)
{
    ssize_t count = write(fd, buffer->bytes + buffer->start, buffer->end - buffer->start);
    if (count < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -1;
    buffer->start += (size_t)count;
    return 0;
}

/* A terminal has no half-close; where it takes lines, its end-of-file character is one. */
static void tell_end(struct relay *relay)
{
    struct termios mode;
    relay->end_to_tell = false;
    if (tcgetattr(relay->master, &mode) != 0 || (mode.c_lflag & ICANON) == 0)
        return;
    struct relay_buffer *buffer = &relay->to_container;
    buffer->start = 0;
    buffer->end = 0;
    /* The first only ends a line that was begun. */
    if (relay->last_byte != '\n')
        buffer->bytes[buffer->end++] = (char)mode.c_cc[VEOF];
    buffer->bytes[buffer->end++] = (char)mode.c_cc[VEOF];
}

static void read_input(struct relay *relay)
{
    int result = fill(&relay->to_container, relay->input);
    if (result > 0)
        relay->last_byte = relay->to_container.bytes[relay->to_container.end - 1];
    if (result < 0) {
        relay->input = -1;
        relay->end_to_tell = true;
    }
}

static void write_output(struct relay *relay)
{
    struct relay_buffer *buffer = &relay->from_container;
    if (relay->output >= 0 && empty(buffer, relay->output) != 0)
        close_and_forget(&relay->output);
    if (relay->output < 0)
        buffer->start = buffer->end;
}

void relay_move(struct relay *relay, const struct pollfd *set)
{
    if (relay->master < 0)
        return;
    /* Not polled while nobody has the console open: this is the retry. */
    bool again = relay->hung_up;
    relay->hung_up = false;
    if ((set[MASTER].revents & (POLLIN | POLLHUP | POLLERR)) != 0 || again) {
        if (is_empty(&relay->from_container) && fill(&relay->from_container, relay->master) < 0)
            relay->hung_up = true;
    }
    if (!is_empty(&relay->to_container) && !relay->hung_up &&
        ((set[MASTER].revents & POLLOUT) != 0 || again))
        (void)empty(&relay->to_container, relay->master);
    if (set[INPUT].revents != 0 && is_empty(&relay->to_container))
        read_input(relay);
    if (relay->end_to_tell && is_empty(&relay->to_container))
        tell_end(relay);
    if (set[OUTPUT].revents != 0 || (relay->output < 0 && !is_empty(&relay->from_container)))
        write_output(relay);
}

/* Waits for the output to take what the buffer has. False when it does not. */
static bool flush(struct relay *relay)
{
    while (!is_empty(&relay->from_container)) {
        struct pollfd set = {.fd = relay->output, .events = POLLOUT};
        if (relay->output >= 0 && poll(&set, 1, DRAIN_STALL_MS) == 0)
            return false;
        write_output(relay);
    }
    return true;
}

bool relay_drain(struct relay *relay)
{
    if (relay->master < 0)
        return true;
    while (flush(relay)) {
        struct pollfd set = {.fd = relay->master, .events = POLLIN};
        int ready = poll(&set, 1, DRAIN_IDLE_MS);
        if (ready == 0 || (ready < 0 && errno != EINTR))
            return true;
        if (fill(&relay->from_container, relay->master) < 0)
            return true;
    }
    return false;
}

void relay_close(struct relay *relay)
{
    close_and_forget(&relay->master);
    close_and_forget(&relay->output);
}
