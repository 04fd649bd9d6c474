/*
 * An init program in memory: decoded, checked, in one allocation.
 * docs/protocol.md has the format; operations.def has the operations.
 */
#ifndef CARAFE_PROGRAM_H
#define CARAFE_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "failure.h"

#define PROGRAM_MAGIC 0x50465243U
#define PROGRAM_FORMAT 1U
#define PROGRAM_MAX_SLOTS 4096U
#define PROGRAM_MAX_OPERATIONS 65536U

#define NO_SLOT UINT32_MAX
#define ROOT_SLOT 0U

/* Flags of open_tree. */
#define SOURCE_RECURSIVE 1U
#define SOURCE_NOFOLLOW 2U
#define SOURCE_PROCFS 4U
/* Flags of attach_mount. */
#define TARGET_NOFOLLOW 1U
#define TARGET_IN_PROC 2U
#define TARGET_ON_LINK 4U
#define TARGET_COPY_LINK 8U

/* set_memory_policy: nodes are below this, the most that Linux has (NODES_SHIFT 10). */
#define MEMORY_NODES 1024U

#define OPERATION_MAX_ARGUMENTS 7

enum operation_number {
#define OPERATION(name, number, phases, signature) OPERATION_##name = (number),
#include "operations.def"
#undef OPERATION
};

struct bytes {
    const uint8_t *data;
    uint32_t length;
};

/* One argument; which member it is, the operation's signature says. */
union argument {
    uint32_t u;
    int32_t i;
    uint64_t q;
    /* NUL-terminated */
    const char *s;
    struct bytes b;
    struct {
        /* NULL-terminated, with room for one string more */
        char **items;
        uint32_t count;
    } l;
    struct {
        uint32_t *items;
        uint32_t count;
    } n;
};

struct operation {
    enum operation_number number;
    char phase;
    /* Position in the program. */
    uint32_t index;
    union argument arguments[OPERATION_MAX_ARGUMENTS];
};

struct program {
    uint32_t operation_count;
    uint32_t slot_count;
    const struct operation *operations;
    /* slot_count descriptors, -1 where there is none */
    int *slots;
};

/*
 * Decodes and checks a program; the bytes are copied. NULL, with *failure
 * (FAILURE_PROGRAM, or FAILURE_ERRNO ENOMEM), when it is not one. One allocation,
 * to be given back with free(3).
 */
struct program *program_decode(const void *bytes, size_t length, struct failure *failure);

/* The first operation of that number, or NULL. */
const struct operation *program_find(const struct program *program, enum operation_number number);

/* Whether it has an operation of that phase. */
bool program_has_phase(const struct program *program, char phase);

/* An operation's name in the table. */
const char *operation_name(enum operation_number number);

#endif
