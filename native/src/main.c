/* The client that callers execute: see client.h and docs/protocol.md. */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client.h"
#include "invocation.h"

int main(int argc, char **argv)
{
    if (ensure_standard_descriptors() != 0)
        return 1;
    if (argc < 1) {
        (void)dprintf(STDERR_FILENO, "carafe: started without a name\n");
        return 1;
    }
    /* Fork, umask and the launch rely on it; this asks the kernel, and changes nothing. */
    if (unshare(CLONE_THREAD) != 0) {
        (void)dprintf(STDERR_FILENO, "carafe: not single-threaded: %s\n", strerror(errno));
        return 1;
    }
    return client_main(argv, environ);
}
