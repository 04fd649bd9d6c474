#ifndef CARAFE_ENVIRONMENT_H
#define CARAFE_ENVIRONMENT_H

/* The value of the last entry of that name in a NULL-terminated list, or NULL. */
const char *environment_value(char *const *environment, const char *name);

#endif
