#include "reader.h"

#include <string.h>

static const uint8_t *take(struct reader *reader, size_t length)
{
    if (reader->broken || reader->left < length) {
        reader->broken = true;
        return NULL;
    }
    const uint8_t *start = reader->at;
    reader->at += length;
    reader->left -= length;
    return start;
}

static uint64_t little_endian(struct reader *reader, unsigned int size)
{
    const uint8_t *start = take(reader, size);
    if (start == NULL)
        return 0;
    uint64_t value = 0;
    for (unsigned int i = 0; i < size; i++)
        value |= (uint64_t)start[i] << (8 * i);
    return value;
}

uint16_t read_u16(struct reader *reader)
{
    return (uint16_t)little_endian(reader, 2);
}

uint32_t read_u32(struct reader *reader)
{
    return (uint32_t)little_endian(reader, 4);
}

uint64_t read_u64(struct reader *reader)
{
    return little_endian(reader, 8);
}

const uint8_t *read_bytes(struct reader *reader, uint32_t *length)
{
    *length = read_u32(reader);
    return take(reader, *length);
}

const char *read_string(struct reader *reader)
{
    uint32_t length = read_u32(reader);
    const uint8_t *start = take(reader, (size_t)length + 1);
    if (start == NULL)
        return NULL;
    if (memchr(start, '\0', (size_t)length + 1) != start + length) {
        reader->broken = true;
        return NULL;
    }
    return (const char *)start;
}
