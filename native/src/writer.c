#include "writer.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 4096

static uint8_t *extend(struct writer *writer, size_t length)
{
    if (writer->failed || length > UINT32_MAX) {
        writer->failed = true;
        return NULL;
    }
    if (writer->capacity - writer->length < length) {
        size_t capacity = writer->capacity == 0 ? FIRST_CAPACITY : writer->capacity;
        while (capacity - writer->length < length)
            capacity *= 2;
        uint8_t *grown = realloc(writer->bytes, capacity);
        if (grown == NULL) {
            writer->failed = true;
            return NULL;
        }
        writer->bytes = grown;
        writer->capacity = capacity;
    }
    uint8_t *start = writer->bytes + writer->length;
    writer->length += length;
    return start;
}

static void put(uint8_t *at, uint64_t value, unsigned int size)
{
    for (unsigned int i = 0; i < size; i++)
        at[i] = (uint8_t)(value >> (8 * i));
}

static void write_number(struct writer *writer, uint64_t value, unsigned int size)
{
    uint8_t *at = extend(writer, size);
    if (at != NULL)
        put(at, value, size);
}

void write_u16(struct writer *writer, uint16_t value)
{
    write_number(writer, value, 2);
}

void write_u32(struct writer *writer, uint32_t value)
{
    write_number(writer, value, 4);
}

void write_u64(struct writer *writer, uint64_t value)
{
    write_number(writer, value, 8);
}

void write_bytes(struct writer *writer, const void *bytes, size_t length)
{
    write_u32(writer, (uint32_t)length);
    uint8_t *at = extend(writer, length);
    if (at != NULL && length > 0)
        memcpy(at, bytes, length);
}

void write_string(struct writer *writer, const char *string)
{
    size_t length = strlen(string);
    write_u32(writer, (uint32_t)length);
    uint8_t *at = extend(writer, length + 1);
    if (at != NULL)
        memcpy(at, string, length + 1);
}

void write_list(struct writer *writer, char *const *list)
{
    uint32_t count = 0;
    while (list != NULL && list[count] != NULL)
        count++;
    write_u32(writer, count);
    for (uint32_t i = 0; i < count; i++)
        write_string(writer, list[i]);
}

void overwrite_u32(struct writer *writer, size_t position, uint32_t value)
{
    if (!writer->failed && position + 4 <= writer->length)
        put(writer->bytes + position, value, 4);
}

void writer_free(struct writer *writer)
{
    free(writer->bytes);
    *writer = (struct writer){0};
}
