/* Device nodes, checked to be the device that they claim to be. */
#ifndef CARAFE_DEVICE_H
#define CARAFE_DEVICE_H

#include <stdint.h>
#include <sys/types.h>

#include "failure.h"

struct node {
    /* 'c', 'b' or 'p' */
    char type;
    /* Not looked at for 'p'. */
    uint32_t major;
    uint32_t minor;
};

/* The S_IFMT bits of a node's type. */
mode_t node_format(char type);

/* Checks what an open (O_PATH is enough) descriptor is. 0, or -1 with the failure. */
int check_node(struct failure *failure, int fd, const char *path, const struct node *expected);

#endif
