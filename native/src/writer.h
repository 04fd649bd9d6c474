/* Writes the fields of the encoding that docs/protocol.md describes into one growing buffer. */
#ifndef CARAFE_WRITER_H
#define CARAFE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct writer {
    uint8_t *bytes;
    size_t length;
    size_t capacity;
    /* Out of memory, or a field does not fit 32 bits; stays true. */
    bool failed;
};

void write_u16(struct writer *writer, uint16_t value);
void write_u32(struct writer *writer, uint32_t value);
void write_u64(struct writer *writer, uint64_t value);
void write_bytes(struct writer *writer, const void *bytes, size_t length);
void write_string(struct writer *writer, const char *string);
/* A NULL-terminated list; NULL is the empty list. */
void write_list(struct writer *writer, char *const *list);

/* Puts a number over 4 bytes that were written before. */
void overwrite_u32(struct writer *writer, size_t position, uint32_t value);

void writer_free(struct writer *writer);

#endif
