/* The terminal of the container. */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include "device.h"
#include "kernel.h"
#include "resolve.h"
#include "run.h"

/* UNIX98_PTY_SLAVE_MAJOR of <linux/major.h>, and how many majors there are from it. */
#define PTY_MAJOR 136U
#define PTY_MAJOR_COUNT 8U

#ifndef TIOCGPTPEER
#define TIOCGPTPEER 0x5441
#endif

/* What runc names the master in the message that brings it; nobody may rely on more. */
static const char master_name[] = "/dev/ptmx";

/* Opens a new pty by the container's ptmx, which must be the multiplexer of a real devpts. */
static int open_master(struct run *run)
{
    static const char path[] = "/dev/pts/ptmx";
    cleanup_fd int node_fd = open_in_root(root_fd(run), path, O_PATH, RESOLVE_REFUSE);
    if (node_fd < 0)
        return fail_errno(run->failure, "openat2: %s", path);
    struct node multiplexer = {.type = 'c', .major = 5, .minor = 2};
    struct statfs filesystem;
    if (check_node(run->failure, node_fd, path, &multiplexer) != 0)
        return -1;
    if (fstatfs(node_fd, &filesystem) != 0)
        return fail_errno(run->failure, "fstatfs: %s", path);
    if (filesystem.f_type != KERNEL_DEVPTS_SUPER_MAGIC)
        return fail_unsafe(run->failure, 0, "%s: not on a devpts", path);
    /* An O_PATH descriptor cannot be opened without procfs: the path again, then its inode again.
     */
    cleanup_fd int master =
        open_in_root(root_fd(run), path, O_RDWR | O_NOCTTY | O_NONBLOCK, RESOLVE_REFUSE);
    if (master < 0)
        return fail_errno(run->failure, "openat2: %s", path);
    if (check_node(run->failure, master, path, &multiplexer) != 0)
        return -1;
    if (fcntl(master, F_SETFL, O_RDWR) != 0)
        return fail_errno(run->failure, "fcntl: %s", path);
    return steal_fd(&master);
}

static int open_terminal(struct run *run, int master)
{
    int locked = 0;
    if (ioctl(master, TIOCSPTLCK, &locked) != 0)
        return fail_errno(run->failure, "ioctl: TIOCSPTLCK");
    cleanup_fd int terminal = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0)
        return fail_errno(run->failure, "ioctl: TIOCGPTPEER");
    struct statfs filesystem;
    struct stat status;
    if (fstatfs(terminal, &filesystem) != 0 || fstat(terminal, &status) != 0)
        return fail_errno(run->failure, "fstatfs: the terminal");
    if (filesystem.f_type != KERNEL_DEVPTS_SUPER_MAGIC || !S_ISCHR(status.st_mode) ||
        major(status.st_rdev) - PTY_MAJOR >= PTY_MAJOR_COUNT)
        return fail_unsafe(run->failure, 0, "the terminal is not a pty of a devpts");
    return steal_fd(&terminal);
}

/* /dev/console of the container: a file that the terminal is mounted on, by descriptor. */
static int mount_console(struct run *run, int terminal)
{
    static const char path[] = "/dev/console";
    cleanup_fd int tree = kernel_open_tree(terminal, "", KERNEL_OPEN_TREE_CLONE | AT_EMPTY_PATH);
    if (tree < 0)
        return fail_errno(run->failure, "open_tree: the terminal");
    cleanup_fd int target = open_or_make(root_fd(run), path, MADE_FILE, 0666, RESOLVE_REFUSE);
    if (target < 0 && errno == ELOOP)
        return fail_unsafe(run->failure, errno, "%s: leads over a symbolic link", path);
    if (target < 0)
        return fail_errno(run->failure, "openat2: %s", path);
    if (kernel_move_mount(tree, target) != 0)
        return fail_errno(run->failure, "move_mount: %s", path);
    return 0;
}

int op_open_console(struct run *run, const struct operation *operation)
{
    uint32_t slot = operation->arguments[0].u;
    struct winsize size = {.ws_row = (unsigned short)operation->arguments[1].u,
                           .ws_col = (unsigned short)operation->arguments[2].u};
    cleanup_fd int master = open_master(run);
    if (master < 0)
        return -1;
    cleanup_fd int terminal = open_terminal(run, master);
    if (terminal < 0)
        return -1;
    if (size.ws_row != 0 && size.ws_col != 0 && ioctl(master, TIOCSWINSZ, &size) != 0)
        return fail_errno(run->failure, "ioctl: TIOCSWINSZ");
    /* In a container that is joined, /dev/console is its init's. */
    if (has_own_root(run) && mount_console(run, terminal) != 0)
        return -1;
    if (send_with_fd(slot_fd(run, slot), master_name, sizeof(master_name) - 1, master) != 0)
        return fail_errno(run->failure, "sendmsg: the console socket");
    close_and_forget(&run->program->slots[slot]);
    for (int stdio = 0; stdio <= 2; stdio++)
        if (dup2(terminal, stdio) < 0)
            return fail_errno(run->failure, "dup2: the terminal");
    if (ioctl(0, TIOCSCTTY, 0) != 0)
        return fail_errno(run->failure, "ioctl: TIOCSCTTY");
    return 0;
}
