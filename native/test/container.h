/* A real container for tests: a busybox root, FIFOs, a program like that of `runc spec`. */
#ifndef CARAFE_TEST_CONTAINER_H
#define CARAFE_TEST_CONTAINER_H

#include <sys/resource.h>

#include "encode.h"
#include "launch.h"
#include "network.h"

#define SLOT_GATE 1U
#define SLOT_REPORT 2U
#define SLOT_MOUNT 3U
#define SLOT_FREE 4U
#define SLOT_COUNT 16U

#define ALL_NAMESPACES 0x6c020000ULL /* mount, uts, ipc, pid, net */

struct container {
    struct encoder encoder;
    struct launch launch;
    struct launch_event event;
    struct failure failure;
    int report;
    /* The caller's limit, as far as launch_begin is told. */
    struct rlimit descriptors;
    /* What launch_begin is given for init; container_prepare: none. */
    struct network network;
    /* container_start: init said that it executes the process. */
    bool executing;
    char root[512];
    char gate_path[512];
    char report_path[512];
};

/* Makes root and FIFOs in the scratch directory; needs root, in a mount namespace of its own. */
void container_prepare(struct container *container);

/* Host operations that open the FIFOs, then clone_init. */
void encode_host(struct container *container, uint64_t namespaces);

/* Root, proc, dev, sys, masks, pivot. */
void encode_filesystem(struct container *container);

/* `find_program`, `gate`, `execute`. */
void encode_process(struct container *container, const char *const *argv);

/* Decodes, begins and releases; what that says. */
int container_launch(struct container *container);

/* Waits for the next event that is not LAUNCH_NOTHING. */
enum launch_event_type container_next(struct container *container);

/* The start that container_start makes; any number, as a start's is. */
#define GATE_START 7U
#define GATE_HEADER_SIZE 16U
#define GATE_PART_SIZE 4080U

/* Writes the part of a start message that begins at `offset` of the state. */
void container_write_gate(int gate, uint64_t start, const char *state, uint32_t length,
                          uint32_t offset);

/*
 * Starts it: opens the FIFOs as the engine does, sends the state. Whether init executed; otherwise
 * container->failure is what it reported.
 */
bool container_start(struct container *container, const char *state);

/* Waits for init's end; its wait status. */
int container_wait(struct container *container);

/* What a whole run of the argv printed to stdout; checks each step. Valid until the next call. */
const char *container_output(struct container *container);

#endif
