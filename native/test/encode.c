#include "encode.h"

#include <stdarg.h>

#include "harness.h"
#include "operation_table.h"

static void put(struct encoder *encoder, const void *bytes, size_t length)
{
    CHECK(encoder->length + length <= sizeof(encoder->bytes));
    if (length > 0)
        memcpy(encoder->bytes + encoder->length, bytes, length);
    encoder->length += length;
}

void encode_u32(struct encoder *encoder, uint32_t value)
{
    put(encoder, &value, sizeof(value));
}

static void put_string(struct encoder *encoder, const char *string)
{
    encode_u32(encoder, (uint32_t)strlen(string));
    put(encoder, string, strlen(string) + 1);
}

static void put_list(struct encoder *encoder, const char *const *list)
{
    uint32_t count = 0;
    while (list[count] != NULL)
        count++;
    encode_u32(encoder, count);
    for (uint32_t i = 0; i < count; i++)
        put_string(encoder, list[i]);
}

static void put_argument(struct encoder *encoder, char type, va_list *arguments)
{
    if (type == 'u' || type == 'i') {
        encode_u32(encoder, va_arg(*arguments, uint32_t));
    } else if (type == 'q') {
        uint64_t value = va_arg(*arguments, uint64_t);
        put(encoder, &value, sizeof(value));
    } else if (type == 's') {
        put_string(encoder, va_arg(*arguments, const char *));
    } else if (type == 'l') {
        put_list(encoder, va_arg(*arguments, const char *const *));
    } else {
        const void *data = va_arg(*arguments, const void *);
        uint32_t count = va_arg(*arguments, uint32_t);
        encode_u32(encoder, count);
        put(encoder, data, count * (type == 'n' ? sizeof(uint32_t) : 1));
    }
}

void encode_begin(struct encoder *encoder, uint32_t slots)
{
    encoder->length = 0;
    encoder->operations = 0;
    encode_u32(encoder, PROGRAM_MAGIC);
    encode_u32(encoder, PROGRAM_FORMAT);
    encode_u32(encoder, 0);
    encode_u32(encoder, 0);
    encode_u32(encoder, slots);
}

void encode(struct encoder *encoder, char phase, enum operation_number number, ...)
{
    encode_u32(encoder, (uint32_t)number | (uint32_t)phase << 16);
    size_t length_at = encoder->length;
    encode_u32(encoder, 0);
    const char *signature = operation_entry(number)->signature;
    va_list arguments;
    va_start(arguments, number);
    for (; *signature != '\0'; signature++)
        put_argument(encoder, *signature, &arguments);
    va_end(arguments);
    uint32_t length = (uint32_t)(encoder->length - length_at - sizeof(uint32_t));
    memcpy(encoder->bytes + length_at, &length, sizeof(length));
    encoder->operations++;
}

void encode_end(struct encoder *encoder)
{
    uint32_t length = (uint32_t)encoder->length;
    memcpy(encoder->bytes + 8, &length, sizeof(length));
    memcpy(encoder->bytes + 12, &encoder->operations, sizeof(encoder->operations));
}

struct program *decode_encoded(struct encoder *encoder)
{
    struct failure failure;
    encode_end(encoder);
    struct program *program = program_decode(encoder->bytes, encoder->length, &failure);
    if (program == NULL)
        fprintf(stderr, "operation %u: %s\n", failure.operation, failure.detail);
    CHECK(program != NULL);
    return program;
}
