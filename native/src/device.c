#include "device.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

mode_t node_format(char type)
{
    switch (type) {
    case 'c':
        return S_IFCHR;
    case 'b':
        return S_IFBLK;
    default:
        return S_IFIFO;
    }
}

int check_node(struct failure *failure, int fd, const char *path, const struct node *expected)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return fail_errno(failure, "fstat: %s", path);
    if ((status.st_mode & S_IFMT) != node_format(expected->type))
        return fail_unsafe(failure, EEXIST, "%s: not a node of type %c", path, expected->type);
    if (expected->type != 'p' && status.st_rdev != makedev(expected->major, expected->minor))
        return fail_unsafe(failure, EEXIST, "%s: device %u:%u, not %u:%u", path,
                           major(status.st_rdev), minor(status.st_rdev), expected->major,
                           expected->minor);
    return 0;
}
