/* One operation of each kind, in a frame that is always right: its arguments are the input. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "operation_table.h"
#include "program.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t put(uint8_t *to, const uint32_t *words, size_t count)
{
    memcpy(to, words, count * sizeof(*words));
    return count * sizeof(*words);
}

/* The operation goes where its first phase is, between clone_init and execute. */
static size_t frame(uint8_t *to, const struct operation_entry *entry, const uint8_t *arguments,
                    size_t length)
{
    const uint32_t header[] = {PROGRAM_MAGIC, PROGRAM_FORMAT, 0, 3, 8};
    const uint32_t clone[] = {OPERATION_clone_init | (uint32_t)'H' << 16, 12, 0, 0, NO_SLOT};
    const uint32_t execute[] = {OPERATION_execute | (uint32_t)'I' << 16, 10, 1, 1, 'x'};
    const uint32_t head[] = {(uint32_t)entry->number | (uint32_t)(uint8_t)entry->phases[0] << 16,
                             (uint32_t)length};
    size_t at = put(to, header, 5);
    bool host = entry->phases[0] == 'H';
    if (!host)
        at += put(to + at, clone, 5);
    at += put(to + at, head, 2);
    memcpy(to + at, arguments, length);
    at += length;
    if (host)
        at += put(to + at, clone, 5);
    at += put(to + at, execute, 5) - 2;
    uint32_t total = (uint32_t)at;
    memcpy(to + 8, &total, sizeof(total));
    return at;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct failure failure;
    if (size < 1 || size > 4096)
        return 0;
    const struct operation_entry *entry = operation_entry(data[0]);
    if (entry == NULL)
        return 0;
    uint8_t *bytes = malloc(size + 128);
    size_t length = frame(bytes, entry, data + 1, size - 1);
    free(program_decode(bytes, length, &failure));
    free(bytes);
    return 0;
}
