/* Encodes init programs, as the engine does. */
#ifndef CARAFE_TEST_ENCODE_H
#define CARAFE_TEST_ENCODE_H

#include "program.h"

struct encoder {
    size_t length;
    uint32_t operations;
    uint8_t bytes[65536];
};

void encode_begin(struct encoder *encoder, uint32_t slots);

/*
 * One operation; the arguments as its signature says: uint32_t, int32_t, uint64_t,
 * const char *, for `l` a NULL-terminated array of strings, for `n` and `b` a pointer and
 * a uint32_t count.
 */
void encode(struct encoder *encoder, char phase, enum operation_number number, ...);

/* Completes the header. */
void encode_end(struct encoder *encoder);

void encode_u32(struct encoder *encoder, uint32_t value);

/* Completes, decodes, and fails the test if that fails. */
struct program *decode_encoded(struct encoder *encoder);

/* NULL-terminated array of strings in place. */
#define LIST(...) ((const char *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL})

#endif
