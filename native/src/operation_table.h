/* operations.def as an array, by operation number. */
#ifndef CARAFE_OPERATION_TABLE_H
#define CARAFE_OPERATION_TABLE_H

#include "program.h"

struct operation_entry {
    const char *name;
    enum operation_number number;
    const char *phases;
    const char *signature;
};

/* NULL when there is none of that number. */
const struct operation_entry *operation_entry(uint32_t number);

/*
 * Looks at the arguments alone, without side effects: whether a handler can be given them.
 * NULL, or what is wrong.
 */
const char *check_arguments(const struct operation *operation, uint32_t slot_count);

/* How many arguments have a rule there; SIZE_MAX when the operation has none. For tests. */
size_t argument_rule_count(enum operation_number number);

#endif
