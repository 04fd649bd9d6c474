/* The standard streams of a container's process. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "resolve.h"
#include "run.h"

static bool is_null_device(int fd)
{
    struct stat status;
    return fstat(fd, &status) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == makedev(1, 3);
}

/* The container's null device, opened only once it is known to be it; -1 where it has none. */
static int open_null(struct run *run)
{
    static const char path[] = "/dev/null";
    cleanup_fd int node = open_in_root(root_fd(run), path, O_PATH, RESOLVE_REFUSE);
    if (node < 0 || !is_null_device(node))
        return -1;
    /* As an O_PATH descriptor cannot be opened without procfs: the path again, and looked at again.
     */
    cleanup_fd int fd =
        open_in_root(root_fd(run), path, O_RDWR | O_NOCTTY | O_NONBLOCK, RESOLVE_REFUSE);
    if (fd < 0 || !is_null_device(fd) || fcntl(fd, F_SETFL, O_RDWR) != 0)
        return -1;
    return steal_fd(&fd);
}

/* criu(8) cannot find a file of the host's from inside of the container. */
int op_reopen_null(struct run *run, const struct operation *operation)
{
    (void)operation;
    cleanup_fd int null = -1;
    for (int stdio = 0; stdio <= 2; stdio++) {
        if (!is_null_device(stdio))
            continue;
        if (null < 0)
            null = open_null(run);
        if (null < 0)
            return 0;
        if (dup2(null, stdio) < 0)
            return fail_errno(run->failure, "dup2: the null device");
    }
    return 0;
}
