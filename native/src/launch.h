/*
 * Launching an init: host operations, the clone, parent operations, the talk with
 * init until it stands at the gate, late operations.
 *
 *     struct program *program = program_decode(bytes, length, &failure);
 *     launch_begin(program, &given, &launch, &failure)         H operations, clone
 *     ... tell the engine launch.pid, launch.start_time ...
 *     launch_release(&launch, &failure)                        P operations, go (with the clone,
 *                                                              where there are none)
 *     launch_release_ahead(&launch)                            optional
 *     poll(launch.init_socket, POLLIN): launch_next(&launch, &event)
 *     launch_proceed(&launch, state, length, &failure)         after LAUNCH_STAGE
 *     launch_allow_commit(&launch, &event)                     once, for a program with `commit`
 *     launch_close(&launch)
 *
 * Init and hooks are children of the caller and are waited for by pid: it must not ignore
 * SIGCHLD, nor reap any child that it did not make. The caller is single-threaded, runs from a
 * sealed copy of its binary, and has descriptors 0, 1 and 2 open. Its other descriptors, the
 * session with the engine among them, are closed in init before anything else, except those that
 * the program keeps (keep_descriptors).
 */
#ifndef CARAFE_LAUNCH_H
#define CARAFE_LAUNCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "failure.h"
#include "program.h"
#include "times.h"

struct network;
struct run;

/* What a launch is given beside its program. */
struct launch_given {
    /* What `connect_socket` with an empty path is given (a Unix stream socket, which is
     * duplicated), or -1. */
    int relay_socket;
    /* The caller's limit of descriptors, for what is executed. */
    struct rlimit descriptors;
    /* Made for init, where one was; it takes it if its program asks for a new one. */
    const struct network *network;
};

struct launch {
    const struct program *program;
    /* Init, as the caller sees it; it is a child of the caller. 0: there is none (yet). */
    pid_t pid;
    int pidfd;
    /* To be polled for launch_next; -1 once init no longer depends on the client. */
    int init_socket;
    /* The client's end of what `open_channel` made; -1: none, or taken. */
    int channel;
    /* The child at the other end of it; 0: none. Processes of its making may hold that end too. */
    pid_t worker;
    /* To be polled for the worker's end; -1: none. */
    int worker_pidfd;
    /* Field 22 of /proc/PID/stat, in clock ticks. */
    uint64_t start_time;

    /* Init was told to go on without the client: its process runs, or may run soon. */
    bool released;

    /* `commit` was done. */
    bool committed;

    /* One for each operation of a program with record_times; NULL without. They stay. */
    const struct operation_time *times;

    /* launch.c's own */
    /* Init was told to go when it was made. */
    bool going;
    bool may_commit;
    /* Init is ready, and what may not be committed yet is all that it waits for. */
    bool waits_to_commit;
    struct run *run;
    /* Init of a program without a gate is about to execute: the end of its socket is success. */
    bool executing;
};

enum launch_event_type {
    /* Nothing to say yet. */
    LAUNCH_NOTHING,
    /* Init stands at the `sync` of that stage and waits for launch_proceed. */
    LAUNCH_STAGE,
    /* Init is at the gate, late operations are done; it no longer depends on the client.
     * For a program without a gate: the process was executed. */
    LAUNCH_READY,
    /* The launch failed; init is gone and reaped; failure says why, and wait_status how it ended.
     */
    LAUNCH_FAILED,
};

struct launch_event {
    enum launch_event_type type;
    uint32_t stage;
    int wait_status;
    struct failure failure;
};

/*
 * Runs the host operations and makes init, which waits. On failure -1, and nothing is left behind.
 */
int launch_begin(const struct program *program, const struct launch_given *given,
                 struct launch *launch, struct failure *failure);

/* Parent operations; then init goes. On failure -1, and init was killed, reaped, and forgotten. */
int launch_release(struct launch *launch, struct failure *failure);

/*
 * Lets init go on by itself to its gate, if it has one, is not going to ask before, and nothing is
 * left to be done for it there: it will not wait for us. From there on it does not die with us, so
 * that whoever looks after it must have been told of it.
 */
void launch_release_ahead(struct launch *launch);

/* What init says, without waiting for it. Late operations run in here. */
void launch_next(struct launch *launch, struct launch_event *event);

/* Whether its program commits the container by itself, when init is ready and it may. */
bool launch_commits(const struct launch *launch);

/* The record of the container is written: late operations may run, and do in here if init waits. */
void launch_allow_commit(struct launch *launch, struct launch_event *event);

/* Lets an init at a `sync` go on. state: JSON for its hooks, may be empty. 0, or -1. */
int launch_proceed(struct launch *launch, const void *state, size_t length,
                   struct failure *failure);

/*
 * Ends the channel of a launched process, which undoes its work then, and waits for it; not for
 * ever, and nothing happens when there is no channel.
 */
void launch_hang_up(struct launch *launch);

/* SIGKILL to init, and reaps it; its wait status. Safe to call when there is no init (0). */
int launch_kill(struct launch *launch);

/*
 * Takes a child that the launched process has left to us for init; that one is gone. 0, or -1
 * with the failure.
 */
int launch_adopt(struct launch *launch, pid_t pid, struct failure *failure);

/* Waits for the worker, which has closed its channel; its wait status. */
int launch_reap_worker(struct launch *launch);

/* Closes the descriptors; init, if it is there, stays. */
void launch_close(struct launch *launch);

#endif
