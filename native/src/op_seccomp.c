/* The system call filter. */
#include <errno.h>
#include <linux/capability.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "kernel.h"
#include "run.h"

/* Both sets of this process as capset(2) takes them, without the given capabilities. */
struct capabilities {
    struct __user_cap_header_struct header;
    struct __user_cap_data_struct data[2];
};

static int read_capabilities(struct run *run, struct capabilities *capabilities, uint64_t without)
{
    capabilities->header =
        (struct __user_cap_header_struct){.version = _LINUX_CAPABILITY_VERSION_3};
    if (syscall(SYS_capget, &capabilities->header, capabilities->data) != 0)
        return fail_errno(run->failure, "capget");
    for (int half = 0; half < 2; half++) {
        capabilities->data[half].effective &= ~(uint32_t)(without >> (32 * half));
        capabilities->data[half].permitted &= ~(uint32_t)(without >> (32 * half));
    }
    return 0;
}

/*
 * Loads it, and gives up what was held for that. Between the two and after them, only what the
 * filter allows can be done. A descriptor of the listener, or 0 where there is none; -1.
 */
static int load_filter(struct run *run, const struct operation *operation)
{
    const struct bytes *filter = &operation->arguments[2].b;
    uint32_t flags = operation->arguments[1].u;
    uint64_t held = operation->arguments[3].q;
    struct kernel_sock_fprog program = {.len = (unsigned short)(filter->length / 8),
                                        .filter = filter->data};
    struct capabilities capabilities;
    if (held != 0 && read_capabilities(run, &capabilities, held) != 0)
        return -1;
    int listener = kernel_seccomp_filter(flags, &program);
    if (listener < 0)
        return fail_errno(run->failure, "seccomp");
    if (held != 0 && syscall(SYS_capset, &capabilities.header, capabilities.data) != 0) {
        close_fd((flags & KERNEL_SECCOMP_NEW_LISTENER) != 0 ? listener : -1);
        return fail_errno(run->failure, "capset: after the filter was loaded");
    }
    return listener;
}

/*
 * The listener and the state go to whoever supervises the container. The state is mapped before
 * the filter is loaded, so that one sendmsg(2) is all that must be allowed: it would wait for an
 * answer by somebody who does not have the listener yet.
 */
static int load_with_listener(struct run *run, const struct operation *operation, int socket)
{
    struct stat status;
    if (run->state < 0 || fstat(run->state, &status) != 0 || status.st_size == 0) {
        errno = ENODATA;
        return fail_errno(run->failure, "seccomp: the state for the listener");
    }
    size_t length = (size_t)status.st_size;
    void *state = mmap(NULL, length, PROT_READ, MAP_PRIVATE, run->state, 0);
    if (state == MAP_FAILED)
        return fail_errno(run->failure, "mmap: the state for the listener");
    cleanup_fd int listener = load_filter(run, operation);
    int result = listener < 0 ? -1 : send_with_fd(socket, state, length, listener);
    if (listener >= 0 && result != 0)
        fail_errno(run->failure, "sendmsg: the listener");
    (void)munmap(state, length);
    return result;
}

int op_load_seccomp(struct run *run, const struct operation *operation)
{
    uint32_t slot = operation->arguments[0].u;
    if (slot == NO_SLOT) {
        run->filter = operation;
        return 0;
    }
    int socket = slot_fd(run, slot);
    if (socket < 0)
        return fail_errno(run->failure, "seccomp: the listener's socket in slot %u", slot);
    if (load_with_listener(run, operation, socket) != 0)
        return -1;
    /* Where the clock is a system call, the filter has not allowed it. */
    run->times = NULL;
    close_and_forget(&run->program->slots[slot]);
    return 0;
}

int load_last_filter(struct run *run)
{
    if (run->filter == NULL)
        return 0;
    int result = load_filter(run, run->filter);
    if (result == 0)
        return 0;
    /* With SECCOMP_FILTER_FLAG_TSYNC, the thread that could not have it. */
    if (result > 0) {
        errno = ESRCH;
        fail_errno(run->failure, "seccomp: thread %d", result);
    }
    run->failure->operation = run->filter->index;
    return -1;
}
