/* Where init waits: for the engine at a stage, for a hook's end, for the start at the gate. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>

#include "descriptor_limit.h"
#include "link.h"
#include "run.h"

/* No state is that large; a length beyond is not one. */
#define MAX_STATE (64U * 1024 * 1024)

/*
 * A start comes in parts, each in one write that the pipe takes whole or not at all: the next
 * start may write before the rest of one that died was read, and must not be taken for it.
 */
struct gate_part {
    /* Which start it is of; any number. */
    uint64_t start;
    /* Bytes of the whole state, and where in it those that follow belong. */
    uint32_t total;
    uint32_t offset;
};

/* How many bytes of the state are in a part, but for the last. */
#define PART_SIZE (PIPE_BUF - sizeof(struct gate_part))

int op_sync(struct run *run, const struct operation *operation)
{
    int state;
    if (link_send(run->link, LINK_STAGE, operation->arguments[0].u, -1) != 0)
        return fail_errno(run->failure, "sendmsg: stage");
    if (link_expect(run->link, LINK_PROCEED, &state) != 0)
        return fail_errno(run->failure, "recvmsg: proceed");
    close_fd(run->state);
    run->state = state;
    return 0;
}

int op_run_hook(struct run *run, const struct operation *operation)
{
    /* Beyond the gate the process's limits are in force. */
    struct rlimit descriptors =
        run->report >= 0 ? process_descriptor_limit(run) : run->caller_descriptors;
    struct hook hook = {.descriptors = &descriptors,
                        .path = operation->arguments[0].s,
                        .argv = operation->arguments[1].l.items,
                        .environment = operation->arguments[2].l.items,
                        .timeout_ms = operation->arguments[3].u,
                        .stdin_fd = run->state,
                        .signals = -1};
    return hook_run(&hook, &run->hook_output, run->failure);
}

int leave_client(struct run *run, const struct operation *operation)
{
    (void)operation;
    if (link_send(run->link, LINK_READY, 0, -1) != 0)
        return fail_errno(run->failure, "sendmsg: ready");
    int none;
    if (link_expect(run->link, LINK_RELEASE, &none) != 0)
        return fail_errno(run->failure, "recvmsg: release");
    close_fd(none);
    if (prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0) != 0)
        return fail_errno(run->failure, "prctl: PR_SET_PDEATHSIG");
    if (link_send(run->link, LINK_RELEASED, 0, -1) != 0)
        return fail_errno(run->failure, "sendmsg: released");
    return 0;
}

/*
 * The gate FIFO. poll(2) reports a hang-up for ever once a writer has come and gone (a probe of
 * the status does that), so init waits for edges: each write, and the end of the last writer.
 */
struct gate {
    int fifo;
    int edges;
};

static int watch_gate(struct gate *gate)
{
    struct epoll_event event = {.events = EPOLLIN | EPOLLET};
    gate->edges = epoll_create1(EPOLL_CLOEXEC);
    if (gate->edges < 0)
        return -1;
    return epoll_ctl(gate->edges, EPOLL_CTL_ADD, gate->fifo, &event);
}

static int await_edge(const struct gate *gate)
{
    struct epoll_event event;
    while (epoll_wait(gate->edges, &event, 1, -1) < 0)
        if (errno != EINTR)
            return -1;
    return 0;
}

/*
 * Reads all of it, however long it takes to come. 1; 0 when the writer is gone and a message was
 * begun (`begun`, or by bytes that were read here); -1 with errno.
 */
static int read_gate(const struct gate *gate, void *buffer, size_t length, bool begun)
{
    size_t done = 0;
    while (done < length) {
        ssize_t count = read(gate->fifo, (char *)buffer + done, length - done);
        if (count > 0) {
            done += (size_t)count;
        } else if (count == 0 && (begun || done > 0)) {
            return 0;
        } else if (count < 0 && errno == EINTR) {
            continue;
        } else if (count < 0 && errno != EAGAIN) {
            return -1;
        } else if (await_edge(gate) != 0) {
            return -1;
        }
    }
    return 1;
}

/* The next whole part; its bytes are in the run's buffer, *size of them. 1, or -1 with errno. */
static int read_part(struct run *run, const struct gate *gate, struct gate_part *part, size_t *size)
{
    int came;
    do {
        came = read_gate(gate, part, sizeof(*part), false);
        if (came < 0)
            return -1;
        if (came == 0)
            continue;
        if (part->total > MAX_STATE || part->offset > part->total) {
            errno = EMSGSIZE;
            return -1;
        }
        *size = part->total - part->offset;
        if (*size > PART_SIZE)
            *size = PART_SIZE;
        came = read_gate(gate, run->hook_output.bytes, *size, true);
    } while (came == 0);
    return came;
}

/* Waits for a start that is whole; its state becomes a memory file. The file, or -1 with errno. */
static int read_start(struct run *run, const struct gate *gate)
{
    cleanup_fd int fd = -1;
    uint64_t start = 0;
    uint32_t done = 0;
    while (true) {
        struct gate_part part;
        size_t size;
        if (read_part(run, gate, &part, &size) < 0)
            return -1;
        if (part.offset == 0) {
            /* What is there of another start is dropped: nobody will write the rest. */
            close_fd(fd);
            fd = empty_memory_file("state");
            start = part.start;
            done = 0;
        } else if (part.start != start || part.offset != done) {
            continue;
        }
        if (fd < 0 || write_full(fd, run->hook_output.bytes, size) != 0)
            return -1;
        done += (uint32_t)size;
        if (done == part.total)
            return steal_fd(&fd);
    }
}

static int await_start(struct run *run, const struct gate *gate)
{
    int state = read_start(run, gate);
    if (state < 0)
        return fail_errno(run->failure, "read: the gate");
    close_fd(run->state);
    run->state = state;
    return 0;
}

int op_gate(struct run *run, const struct operation *operation)
{
    int *slots = run->program->slots;
    uint32_t gate_slot = operation->arguments[0].u;
    uint32_t report_slot = operation->arguments[1].u;
    if (slot_fd(run, gate_slot) < 0 || slot_fd(run, report_slot) < 0)
        return fail_errno(run->failure, "gate: an empty slot");
    struct gate gate = {.fifo = slots[gate_slot], .edges = -1};
    int result = watch_gate(&gate);
    if (result != 0)
        fail_errno(run->failure, "epoll_ctl: the gate");
    else
        result = leave_client(run, operation);
    if (result == 0) {
        close_and_forget(&run->link);
        run->report = slots[report_slot];
        slots[report_slot] = -1;
        result = await_start(run, &gate);
    }
    close_fd(gate.edges);
    close_and_forget(&slots[gate_slot]);
    return result;
}
