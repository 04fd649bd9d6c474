/*
 * Bytes between the caller's standard input and output and the master of a container's
 * console, without ever waiting: it is driven by poll(2).
 */
#ifndef CARAFE_RELAY_H
#define CARAFE_RELAY_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#define RELAY_POLLED 3
#define RELAY_CHUNK 4096
/* How soon a console that nobody has open is looked at again. */
#define RELAY_RETRY_MS 200

struct relay_buffer {
    size_t start;
    size_t end;
    char bytes[RELAY_CHUNK];
};

struct relay {
    /* -1: there is no console. */
    int master;
    /* -1 at its end. */
    int input;
    /* -1 when it takes no more; output is dropped then, so that the container does not stall. */
    int output;
    bool output_blocks;
    /* Nobody in the container has the console open, for now. */
    bool hung_up;
    /* The input has ended, and the container is to be told. */
    bool end_to_tell;
    char last_byte;
    struct relay_buffer to_container;
    struct relay_buffer from_container;
};

/* Takes over the master. Input and output stay the caller's. */
void relay_start(struct relay *relay, int master, int input, int output);

/* Fills three entries; each is -1 where there is nothing to wait for. */
void relay_poll(const struct relay *relay, struct pollfd *set);

/* Moves what can be moved without waiting. */
void relay_move(struct relay *relay, const struct pollfd *set);

/*
 * After init's end: what the console still holds goes out, for as long as somebody reads. False
 * when nobody did for a while, and there is more.
 */
bool relay_drain(struct relay *relay);

void relay_close(struct relay *relay);

#endif
