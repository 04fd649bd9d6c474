/*
 * The decoder. It goes over the bytes twice: the first time it checks them and counts what
 * must be stored, then everything is allocated at once, and the second time it is stored.
 */
#include "program.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "operation_table.h"
#include "reader.h"

/* No program that fits into a message has more strings or numbers in its lists. */
#define MAX_LIST_ITEMS (16U * 1024 * 1024 / 4)

/* Where lists are stored in the second pass; in the first, both pointers are NULL. */
struct storage {
    char **strings;
    size_t string_count;
    uint32_t *numbers;
    size_t number_count;
};

struct header {
    uint32_t operation_count;
    uint32_t slot_count;
};

static void decode_list(struct reader *reader, struct storage *storage, union argument *argument)
{
    uint32_t count = read_u32(reader);
    /* Each string takes at least five bytes: a count cannot be made up. */
    if (count > reader->left / 5) {
        reader->broken = true;
        return;
    }
    char **items = storage->strings == NULL ? NULL : storage->strings + storage->string_count;
    for (uint32_t i = 0; i < count; i++) {
        const char *item = read_string(reader);
        if (items != NULL)
            items[i] = (char *)(uintptr_t)item;
    }
    if (items != NULL) {
        /* The end, and room for one string more (HOME, or an argument). */
        items[count] = NULL;
        items[count + 1] = NULL;
    }
    storage->string_count += (size_t)count + 2;
    argument->l.items = items;
    argument->l.count = count;
}

static void decode_numbers(struct reader *reader, struct storage *storage, union argument *argument)
{
    uint32_t count = read_u32(reader);
    if (count > reader->left / 4) {
        reader->broken = true;
        return;
    }
    uint32_t *items = storage->numbers == NULL ? NULL : storage->numbers + storage->number_count;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t item = read_u32(reader);
        if (items != NULL)
            items[i] = item;
    }
    storage->number_count += count;
    argument->n.items = items;
    argument->n.count = count;
}

static void decode_argument(struct reader *reader, char type, struct storage *storage,
                            union argument *argument)
{
    switch (type) {
    case 'u':
        argument->u = read_u32(reader);
        break;
    case 'i':
        argument->i = (int32_t)read_u32(reader);
        break;
    case 'q':
        argument->q = read_u64(reader);
        break;
    case 's':
        argument->s = read_string(reader);
        break;
    case 'b':
        argument->b.data = read_bytes(reader, &argument->b.length);
        break;
    case 'l':
        decode_list(reader, storage, argument);
        break;
    case 'n':
        decode_numbers(reader, storage, argument);
        break;
    default:
        reader->broken = true;
        break;
    }
}

/* One operation. NULL, or what is wrong with it. */
static const char *decode_operation(struct reader *reader, struct storage *storage,
                                    struct operation *operation)
{
    uint16_t number = read_u16(reader);
    uint16_t phase_and_zero = read_u16(reader);
    uint32_t length;
    const uint8_t *data = read_bytes(reader, &length);
    const struct operation_entry *entry = operation_entry(number);
    if (reader->broken)
        return "cut short";
    if (entry == NULL)
        return "unknown operation";
    operation->number = entry->number;
    char phase = (char)(phase_and_zero & 0xff);
    if (phase_and_zero >> 8 != 0 || phase == '\0' || strchr(entry->phases, phase) == NULL)
        return "not allowed in this phase";
    operation->phase = phase;
    struct reader arguments = {.at = data, .left = length};
    for (size_t i = 0; entry->signature[i] != '\0'; i++)
        decode_argument(&arguments, entry->signature[i], storage, &operation->arguments[i]);
    if (arguments.broken || arguments.left > 0)
        return "arguments do not fill their length";
    return NULL;
}

static int decode_header(struct reader *reader, size_t length, struct header *header,
                         struct failure *failure)
{
    uint32_t magic = read_u32(reader);
    uint32_t format = read_u32(reader);
    uint32_t total = read_u32(reader);
    header->operation_count = read_u32(reader);
    header->slot_count = read_u32(reader);
    if (reader->broken || magic != PROGRAM_MAGIC)
        return fail_program(failure, "not an init program");
    if (format != PROGRAM_FORMAT)
        return fail_program(failure, "format %u, not %u", format, PROGRAM_FORMAT);
    if (total != length)
        return fail_program(failure, "length %zu, not %u", length, total);
    if (header->slot_count == 0 || header->slot_count > PROGRAM_MAX_SLOTS)
        return fail_program(failure, "%u slots", header->slot_count);
    if (header->operation_count == 0 || header->operation_count > PROGRAM_MAX_OPERATIONS)
        return fail_program(failure, "%u operations", header->operation_count);
    return 0;
}

/* Goes over all operations; stores them when operations is not NULL. */
static int decode_operations(struct reader reader, const struct header *header,
                             struct storage *storage, struct operation *operations,
                             struct failure *failure)
{
    for (uint32_t i = 0; i < header->operation_count; i++) {
        struct operation scratch = {.index = i};
        struct operation *operation = operations == NULL ? &scratch : &operations[i];
        operation->index = i;
        const char *problem = decode_operation(&reader, storage, operation);
        /* Lists are there in the second pass only. */
        if (problem == NULL && operations != NULL)
            problem = check_arguments(operation, header->slot_count);
        if (problem != NULL) {
            failure->operation = i;
            return fail_program(failure, "%s: %s", operation_name(operation->number), problem);
        }
    }
    if (reader.left > 0)
        return fail_program(failure, "%zu bytes after the last operation", reader.left);
    return 0;
}

static bool ends_init(const struct operation *operation)
{
    return operation != NULL &&
           (operation->number == OPERATION_execute || operation->number == OPERATION_finish);
}

/*
 * The order of phases: H, its end clone_init, then the others; and init ends with execute or
 * finish.
 * Operations of different phases may be mixed after clone_init; each phase keeps its order.
 */
static int check_order(const struct program *program, struct failure *failure)
{
    uint32_t clones = 0;
    const struct operation *last_init = NULL;
    for (uint32_t i = 0; i < program->operation_count; i++) {
        const struct operation *operation = &program->operations[i];
        failure->operation = i;
        if (operation->phase == 'H' && clones > 0)
            return fail_program(failure, "%s: after clone_init", operation_name(operation->number));
        if (operation->phase != 'H' && clones == 0)
            return fail_program(failure, "%s: before clone_init",
                                operation_name(operation->number));
        if (operation->number == OPERATION_clone_init)
            clones++;
        if (ends_init(last_init) && operation->phase == 'I')
            return fail_program(failure, "%s: after %s", operation_name(operation->number),
                                operation_name(last_init->number));
        if (operation->phase == 'I')
            last_init = operation;
    }
    failure->operation = NO_OPERATION;
    if (!ends_init(last_init))
        return fail_program(failure, "init does not end with execute");
    return 0;
}

/* The client releases init behind `commit`: it is the last of L, and there is no gate. */
static int check_commit(const struct program *program, struct failure *failure)
{
    const struct operation *commit = program_find(program, OPERATION_commit);
    for (uint32_t i = 0; commit != NULL && i < program->operation_count; i++) {
        const struct operation *operation = &program->operations[i];
        failure->operation = i;
        if (operation->number == OPERATION_gate)
            return fail_program(failure, "gate: with commit");
        if (operation->phase == 'L' && operation > commit)
            return fail_program(failure, "%s: after commit", operation_name(operation->number));
    }
    failure->operation = NO_OPERATION;
    return 0;
}

/* One block: the program, its operations, the lists' strings, their numbers, slots, the bytes. */
static struct program *allocate(const struct header *header, const struct storage *counts,
                                size_t length, struct operation **operations,
                                struct storage *storage, uint8_t **bytes)
{
    size_t operations_at = (sizeof(struct program) + 15) & ~(size_t)15;
    size_t strings_at = operations_at + header->operation_count * sizeof(struct operation);
    size_t numbers_at = strings_at + counts->string_count * sizeof(char *);
    size_t slots_at = numbers_at + counts->number_count * sizeof(uint32_t);
    size_t bytes_at = slots_at + header->slot_count * sizeof(int);
    char *block = calloc(1, bytes_at + length);
    if (block == NULL)
        return NULL;
    struct program *program = (struct program *)(void *)block;
    *operations = (struct operation *)(void *)(block + operations_at);
    storage->strings = (char **)(void *)(block + strings_at);
    storage->numbers = (uint32_t *)(void *)(block + numbers_at);
    program->operation_count = header->operation_count;
    program->slot_count = header->slot_count;
    program->operations = *operations;
    program->slots = (int *)(void *)(block + slots_at);
    for (uint32_t i = 0; i < header->slot_count; i++)
        program->slots[i] = -1;
    *bytes = (uint8_t *)block + bytes_at;
    return program;
}

struct program *program_decode(const void *bytes, size_t length, struct failure *failure)
{
    failure_clear(failure);
    struct reader reader = {.at = bytes, .left = length};
    struct header header;
    struct storage counts = {0};
    if (decode_header(&reader, length, &header, failure) != 0 ||
        decode_operations(reader, &header, &counts, NULL, failure) != 0)
        return NULL;
    if (counts.string_count > MAX_LIST_ITEMS || counts.number_count > MAX_LIST_ITEMS) {
        fail_program(failure, "too large");
        return NULL;
    }
    struct operation *operations;
    struct storage storage = {0};
    uint8_t *copy;
    struct program *program = allocate(&header, &counts, length, &operations, &storage, &copy);
    if (program == NULL) {
        fail_errno(failure, "allocate the program");
        return NULL;
    }
    memcpy(copy, bytes, length);
    struct reader again = {.at = copy + (length - reader.left), .left = reader.left};
    if (decode_operations(again, &header, &storage, operations, failure) != 0 ||
        check_order(program, failure) != 0 || check_commit(program, failure) != 0) {
        free(program);
        return NULL;
    }
    return program;
}

const struct operation *program_find(const struct program *program, enum operation_number number)
{
    for (uint32_t i = 0; i < program->operation_count; i++)
        if (program->operations[i].number == number)
            return &program->operations[i];
    return NULL;
}

bool program_has_phase(const struct program *program, char phase)
{
    for (uint32_t i = 0; i < program->operation_count; i++)
        if (program->operations[i].phase == phase)
            return true;
    return false;
}
