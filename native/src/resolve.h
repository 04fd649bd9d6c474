/*
 * Paths in the container, resolved below a root descriptor. No path leads out of the root,
 * whatever symbolic links an image has or someone swaps in meanwhile.
 */
#ifndef CARAFE_RESOLVE_H
#define CARAFE_RESOLVE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum resolve_links {
    RESOLVE_FOLLOW,
    /* A symbolic link anywhere in the path is ELOOP. */
    RESOLVE_REFUSE,
};

enum made_kind {
    MADE_DIRECTORY,
    MADE_FILE,
};

/* openat2 in the root, close-on-exec, without magic links. fd, or -1 with errno. */
int open_in_root(int root, const char *path, int flags, enum resolve_links links);

/*
 * Opens with O_PATH what the path leads to, and makes it where there is nothing: directories
 * on the way with mode 0755, the last component as kind says. A dangling link is followed,
 * its target is made inside the root. fd, or -1 with errno.
 */
int open_or_make(int root, const char *path, enum made_kind kind, mode_t mode,
                 enum resolve_links links);

/*
 * Opens the directory (O_PATH) that the last component is in, made where it is absent, and
 * gives that component. The component itself is not looked at. fd, or -1 with errno.
 */
int open_parent(int root, const char *path, char name[static NAME_MAX + 1]);

#endif
