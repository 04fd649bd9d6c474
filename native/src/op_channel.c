/* A process that is not a container's: what it is given, and how it ends. */
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel.h"
#include "link.h"
#include "run.h"

/*
 * Made here and not by the client: the kernel keeps the maker as the peer of both ends, and criu
 * looks for descriptors that it is told of among its peer's.
 */
int op_open_channel(struct run *run, const struct operation *operation)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return fail_errno(run->failure, "socketpair: the channel");
    fill_slot(run, operation->arguments[0].u, ends[0]);
    int sent = link_send(run->link, LINK_CHANNEL, 0, ends[1]);
    close_fd(ends[1]);
    return sent == 0 ? 0 : fail_errno(run->failure, "sendmsg: the channel");
}

int op_pass_descriptor(struct run *run, const struct operation *operation)
{
    /* It stays in its slot until the exec. */
    if (slot_fd(run, operation->arguments[0].u) < 0)
        return fail_errno(run->failure, "the descriptor in slot %u", operation->arguments[0].u);
    return 0;
}

/* Puts a descriptor of ours out of the way. 0, or -1 with errno. */
static int lift(int *fd, int above)
{
    if (*fd < 0 || *fd >= above)
        return 0;
    int lifted = fcntl(*fd, F_DUPFD_CLOEXEC, above);
    if (lifted < 0)
        return -1;
    close_fd(*fd);
    *fd = lifted;
    return 0;
}

int pass_descriptors(struct run *run, uint32_t first)
{
    const struct program *program = run->program;
    int count = 0;
    for (uint32_t i = 0; i < program->operation_count; i++)
        count += program->operations[i].number == OPERATION_pass_descriptor;
    int above = (int)first + count;
    if (count == 0)
        return 0;
    if (lift(&run->link, above) != 0 || lift(&run->report, above) != 0)
        return fail_errno(run->failure, "fcntl: passed descriptors");
    for (uint32_t i = 0; i < program->slot_count; i++)
        if (lift(&program->slots[i], above) != 0)
            return fail_errno(run->failure, "fcntl: passed descriptors");
    int to = (int)first;
    for (uint32_t i = 0; i < program->operation_count; i++) {
        const struct operation *operation = &program->operations[i];
        if (operation->number != OPERATION_pass_descriptor)
            continue;
        if (dup2(slot_fd(run, operation->arguments[0].u), to++) < 0)
            return fail_errno(run->failure, "dup2: passed descriptors");
    }
    return count;
}

/* criu copies the propagation of what is around a bind mount's source, so that stays as it is. */
int op_bind_root(struct run *run, const struct operation *operation)
{
    const char *path = operation->arguments[0].s;
    cleanup_fd int target = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (target < 0)
        return fail_errno(run->failure, "open: %s", path);
    cleanup_fd int tree =
        kernel_open_tree(target, "", KERNEL_OPEN_TREE_CLONE | KERNEL_AT_RECURSIVE | AT_EMPTY_PATH);
    if (tree < 0)
        return fail_errno(run->failure, "open_tree: %s", path);
    if (kernel_move_mount(tree, target) != 0)
        return fail_errno(run->failure, "move_mount: %s", path);
    fill_slot(run, ROOT_SLOT, steal_fd(&tree));
    return 0;
}

int op_finish(struct run *run, const struct operation *operation)
{
    if (leave_client(run, operation) != 0)
        return -1;
    _exit(0);
}
