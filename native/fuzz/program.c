/*
 * The decoder and, for each operation that it lets pass, the check of its arguments; then every
 * argument is touched as a handler would.
 */
#include <stdlib.h>
#include <string.h>

#include "operation_table.h"
#include "program.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t touch(char type, const union argument *argument)
{
    size_t sum = 0;
    switch (type) {
    case 's':
        return strlen(argument->s);
    case 'b':
        for (uint32_t i = 0; i < argument->b.length; i++)
            sum += argument->b.data[i];
        return sum;
    case 'l':
        for (uint32_t i = 0; i < argument->l.count; i++)
            sum += strlen(argument->l.items[i]);
        if (argument->l.items[argument->l.count] != NULL ||
            argument->l.items[argument->l.count + 1] != NULL)
            abort();
        return sum;
    case 'n':
        for (uint32_t i = 0; i < argument->n.count; i++)
            sum += argument->n.items[i];
        return sum;
    default:
        return (size_t)argument->q;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct failure failure;
    /* The total length is the bytes' own, so that mutation need not find it. */
    uint8_t *bytes = malloc(size == 0 ? 1 : size);
    uint32_t total = (uint32_t)size;
    memcpy(bytes, data, size);
    if (size >= 12)
        memcpy(bytes + 8, &total, sizeof(total));
    struct program *program = program_decode(bytes, size, &failure);
    free(bytes);
    if (program == NULL) {
        if (failure.detail[failure.length] != '\0')
            abort();
        return 0;
    }
    volatile size_t sum = 0;
    for (uint32_t i = 0; i < program->operation_count; i++) {
        const struct operation *operation = &program->operations[i];
        const char *signature = operation_entry((uint32_t)operation->number)->signature;
        for (size_t j = 0; signature[j] != '\0'; j++)
            sum += touch(signature[j], &operation->arguments[j]);
    }
    free(program);
    return 0;
}
