#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>

#include "kernel.h"

static const struct {
    enum operation_number number;
    operation_handler *handler;
} handlers[] = {
#define OPERATION(name, number, phases, signature) {OPERATION_##name, op_##name},
#include "operations.def"
#undef OPERATION
};

int run_operation(struct run *run, const struct operation *operation)
{
    failure_clear(run->failure);
    for (size_t i = 0; i < COUNT_OF(handlers); i++) {
        if (handlers[i].number != operation->number)
            continue;
        note_begin(run, operation);
        int result = handlers[i].handler(run, operation);
        note_end(run, operation);
        if (result == 0)
            return 0;
        /* A handler may have named another one: the operation that it made up for. */
        if (run->failure->operation == NO_OPERATION)
            run->failure->operation = operation->index;
        return -1;
    }
    return fail_program(run->failure, "operation %u has no handler", (unsigned)operation->number);
}

int run_phase(struct run *run, char phase)
{
    const struct program *program = run->program;
    for (uint32_t i = 0; i < program->operation_count; i++)
        if (program->operations[i].phase == phase &&
            run_operation(run, &program->operations[i]) != 0)
            return -1;
    return 0;
}

int slot_fd(const struct run *run, uint32_t slot)
{
    int fd = slot < run->program->slot_count ? run->program->slots[slot] : -1;
    if (fd < 0)
        errno = EBADF;
    return fd;
}

void fill_slot(struct run *run, uint32_t slot, int fd)
{
    close_fd(run->program->slots[slot]);
    run->program->slots[slot] = fd;
}

void close_slots(struct run *run)
{
    for (uint32_t i = 0; i < run->program->slot_count; i++)
        close_and_forget(&run->program->slots[i]);
}

bool has_own_root(const struct run *run)
{
    return program_find(run->program, OPERATION_mount_root) != NULL;
}

int root_fd(struct run *run)
{
    int fd = run->program->slots[ROOT_SLOT];
    if (fd >= 0)
        return fd;
    if (has_own_root(run)) {
        /* Before mount_root there is no container to resolve in. */
        errno = EBADF;
        return -1;
    }
    fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0)
        fill_slot(run, ROOT_SLOT, fd);
    return fd;
}

bool in_user_namespace(const struct run *run)
{
    for (uint32_t i = 0; i < run->program->operation_count; i++) {
        const struct operation *operation = &run->program->operations[i];
        if (operation->number == OPERATION_clone_init &&
            (operation->arguments[0].q & KERNEL_CLONE_NEWUSER) != 0)
            return true;
        if (operation->number == OPERATION_join_namespace &&
            operation->arguments[1].u == KERNEL_CLONE_NEWUSER)
            return true;
        if (operation->number == OPERATION_join_process &&
            (operation->arguments[1].q & KERNEL_CLONE_NEWUSER) != 0)
            return true;
    }
    return false;
}

int guard_init(struct run *run)
{
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return fail_errno(run->failure, "prctl: PR_SET_DUMPABLE");
    if (run->link < 0)
        return 0;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
        return fail_errno(run->failure, "prctl: PR_SET_PDEATHSIG");
    /* Did the client die before that? getppid says nothing in a new pid namespace; the socket does.
     */
    struct pollfd link = {.fd = run->link, .events = 0};
    if (poll(&link, 1, 0) > 0 && (link.revents & (POLLHUP | POLLERR)) != 0)
        _exit(1);
    return 0;
}
