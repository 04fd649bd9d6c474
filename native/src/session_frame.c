#include "session_frame.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "io.h"

/* The bytes of the shortest string: a length and a NUL. */
#define SHORTEST_STRING 5

struct message_entry {
    enum message_type type;
    char sender;
    const char *signature;
};

#define SENDER_E 'E'
#define SENDER_C 'C'
static const struct message_entry table[] = {
#define MESSAGE(name, number, sender, signature) {MESSAGE_##name, SENDER_##sender, signature},
#include "messages.def"
#undef MESSAGE
};

static const struct message_entry *find_entry(uint32_t number)
{
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        if ((uint32_t)table[i].type == number)
            return &table[i];
    }
    return NULL;
}

char **read_list(struct reader *reader, uint32_t *count)
{
    *count = 0;
    uint32_t announced = read_u32(reader);
    if (reader->broken || announced > reader->left / SHORTEST_STRING) {
        reader->broken = true;
        return NULL;
    }
    /* Room for one string more, as program.h promises. */
    char **items = calloc((size_t)announced + 2, sizeof(*items));
    if (items == NULL) {
        reader->broken = true;
        return NULL;
    }
    for (uint32_t i = 0; i < announced; i++)
        items[i] = (char *)(uintptr_t)read_string(reader);
    if (reader->broken) {
        free(items);
        return NULL;
    }
    *count = announced;
    return items;
}

static void read_field(struct reader *reader, char letter, union argument *field)
{
    switch (letter) {
    case 'u':
        field->u = read_u32(reader);
        break;
    case 'i':
        field->i = (int32_t)read_u32(reader);
        break;
    case 'q':
        field->q = read_u64(reader);
        break;
    case 's':
        field->s = read_string(reader);
        break;
    case 'b':
        field->b.data = read_bytes(reader, &field->b.length);
        break;
    case 'l':
        field->l.items = read_list(reader, &field->l.count);
        break;
    default:
        reader->broken = true;
    }
}

int message_decode(const uint8_t *bytes, size_t length, struct message *message, size_t *size)
{
    memset(message, 0, sizeof(*message));
    message->signature = "";
    if (length < FRAME_HEADER_SIZE)
        return 0;
    struct reader reader = {.at = bytes, .left = FRAME_HEADER_SIZE};
    uint32_t payload = read_u32(&reader);
    const struct message_entry *entry = find_entry(read_u16(&reader));
    uint16_t zero = read_u16(&reader);
    if (payload > FRAME_MAX_PAYLOAD || zero != 0 || entry == NULL || entry->sender != SENDER_E) {
        errno = EPROTO;
        return -1;
    }
    if (length - FRAME_HEADER_SIZE < payload)
        return 0;
    message->type = entry->type;
    message->signature = entry->signature;
    reader = (struct reader){.at = bytes + FRAME_HEADER_SIZE, .left = payload};
    for (size_t i = 0; entry->signature[i] != '\0'; i++)
        read_field(&reader, entry->signature[i], &message->fields[i]);
    if (reader.broken || reader.left != 0) {
        message_free(message);
        errno = EPROTO;
        return -1;
    }
    *size = FRAME_HEADER_SIZE + (size_t)payload;
    return 1;
}

void message_free(struct message *message)
{
    for (size_t i = 0; message->signature[i] != '\0'; i++) {
        if (message->signature[i] == 'l') {
            free(message->fields[i].l.items);
            message->fields[i].l.items = NULL;
        }
    }
}

static void write_field(struct writer *writer, char letter, va_list *arguments)
{
    const void *data;
    switch (letter) {
    case 'u':
    case 'i':
        write_u32(writer, va_arg(*arguments, uint32_t));
        break;
    case 'q':
        write_u64(writer, va_arg(*arguments, uint64_t));
        break;
    case 's':
        write_string(writer, va_arg(*arguments, const char *));
        break;
    case 'b':
        data = va_arg(*arguments, const void *);
        write_bytes(writer, data, va_arg(*arguments, size_t));
        break;
    case 'l':
        write_list(writer, va_arg(*arguments, char *const *));
        break;
    default:
        writer->failed = true;
    }
}

int message_encode(struct writer *writer, enum message_type type, ...)
{
    const struct message_entry *entry = find_entry(type);
    size_t start = writer->length;
    write_u32(writer, 0);
    write_u16(writer, (uint16_t)type);
    write_u16(writer, 0);
    va_list arguments;
    va_start(arguments, type);
    for (size_t i = 0; entry != NULL && entry->signature[i] != '\0'; i++)
        write_field(writer, entry->signature[i], &arguments);
    va_end(arguments);
    if (entry == NULL || writer->failed) {
        errno = ENOMEM;
        return -1;
    }
    size_t payload = writer->length - start - FRAME_HEADER_SIZE;
    if (payload > FRAME_MAX_PAYLOAD) {
        errno = EMSGSIZE;
        return -1;
    }
    overwrite_u32(writer, start, (uint32_t)payload);
    return 0;
}
