#include "operation_table.h"

#include "io.h"

static const struct operation_entry entries[] = {
#define OPERATION(name, number, phases, signature) {#name, OPERATION_##name, phases, signature},
#include "operations.def"
#undef OPERATION
};

/* Each signature fits into struct operation. */
#define OPERATION(name, number, phases, signature)                                                 \
    _Static_assert(sizeof(signature) - 1 <= OPERATION_MAX_ARGUMENTS, #name);
#include "operations.def"
#undef OPERATION

const struct operation_entry *operation_entry(uint32_t number)
{
    for (size_t i = 0; i < COUNT_OF(entries); i++)
        if ((uint32_t)entries[i].number == number)
            return &entries[i];
    return NULL;
}

const char *operation_name(enum operation_number number)
{
    const struct operation_entry *entry = operation_entry((uint32_t)number);
    return entry == NULL ? "unknown" : entry->name;
}
