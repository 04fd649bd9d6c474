/* Messages as frames: the codec of messages.def. docs/protocol.md, "Encoding". */
#ifndef CARAFE_SESSION_FRAME_H
#define CARAFE_SESSION_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "program.h"
#include "reader.h"
#include "writer.h"

#define PROTOCOL_VERSION 1U
#define FRAME_HEADER_SIZE 8U
#define FRAME_MAX_PAYLOAD (16U << 20)
#define MESSAGE_MAX_FIELDS 11

enum message_type {
#define MESSAGE(name, number, sender, signature) MESSAGE_##name = (number),
#include "messages.def"
#undef MESSAGE
};

struct message {
    enum message_type type;
    const char *signature;
    /* Strings and bytes point into the payload; lists are allocated, message_free gives them back.
     */
    union argument fields[MESSAGE_MAX_FIELDS];
};

/*
 * Reads one frame at the start of the bytes. *size is its length with the header. 1: a message
 * came; 0: the bytes are only the beginning of a frame; -1: it is not one that an engine may send
 * (EPROTO), or memory is short (ENOMEM).
 */
int message_decode(const uint8_t *bytes, size_t length, struct message *message, size_t *size);

void message_free(struct message *message);

/*
 * Appends a frame. The arguments are the fields of the signature: u uint32_t, i int32_t,
 * q uint64_t, s const char *, b const void * and size_t, l char *const * (NULL-terminated).
 * 0, or -1 with errno: EMSGSIZE, ENOMEM.
 */
int message_encode(struct writer *writer, enum message_type type, ...);

/* A list as message_decode makes them: one allocation to free(3), or NULL and the reader broken. */
char **read_list(struct reader *reader, uint32_t *count);

#endif
