/* Reads the fields of the encoding that docs/protocol.md describes, never past the end. */
#ifndef CARAFE_READER_H
#define CARAFE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reader {
    const uint8_t *at;
    size_t left;
    /* A field ran past the end, or is not what it must be; stays true. */
    bool broken;
};

/* Each returns 0 or NULL once the reader is broken. */
uint16_t read_u16(struct reader *reader);
uint32_t read_u32(struct reader *reader);
uint64_t read_u64(struct reader *reader);
const uint8_t *read_bytes(struct reader *reader, uint32_t *length);
/* NUL-terminated, without a NUL inside. */
const char *read_string(struct reader *reader);

#endif
