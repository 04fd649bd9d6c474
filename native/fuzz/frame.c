/* libFuzzer: whatever an engine sends, the frame decoder stays inside it. */
#include <stdlib.h>
#include <string.h>

#include "session_frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

static volatile size_t sink;

/* Reads each field to its end, as the client would. */
static void use(const struct message *message)
{
    for (size_t i = 0; message->signature[i] != '\0'; i++) {
        const union argument *field = &message->fields[i];
        if (message->signature[i] == 's')
            sink += strlen(field->s);
        for (uint32_t j = 0; message->signature[i] == 'l' && j < field->l.count; j++)
            sink += strlen(field->l.items[j]);
        for (uint32_t j = 0; message->signature[i] == 'b' && j < field->b.length; j++)
            sink += field->b.data[j];
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    /* An allocation of the exact size: a read past the end is seen. */
    uint8_t *bytes = malloc(length == 0 ? 1 : length);
    if (bytes == NULL)
        return 0;
    memcpy(bytes, data, length);
    struct message message;
    size_t size;
    for (size_t at = 0; message_decode(bytes + at, length - at, &message, &size) > 0; at += size) {
        use(&message);
        message_free(&message);
    }
    free(bytes);
    return 0;
}
