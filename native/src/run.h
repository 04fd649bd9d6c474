/*
 * What the handlers of a running program share, in the client and (as a copy, after the
 * clone) in init. It is allocated before the clone; nothing is allocated after.
 */
#ifndef CARAFE_RUN_H
#define CARAFE_RUN_H

#include <limits.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "failure.h"
#include "hook.h"
#include "io.h"
#include "network.h"
#include "program.h"
#include "times.h"

/* A mount that covers paths: the first is covered with it, the others with copies of it. */
struct cover {
    int mount;
    bool attached;
};

struct run {
    const struct program *program;
    struct failure *failure;
    /* One for each operation, or NULL when nobody wants to know. */
    struct operation_time *times;

    /* RLIMIT_NOFILE of the caller, which is not ours. */
    struct rlimit caller_descriptors;

    /* Client: init, once it is there. */
    pid_t init_pid;
    /* Client: the socket that an empty `connect_socket` means, or -1. */
    int relay_socket;
    /* Client: the network namespace that was made for init, if one was. */
    const struct network *network;
    /* Client: `commit` was done. */
    bool committed;
    /* Client: what the host phase ended with. */
    const struct operation *clone;
    /* Init goes into clone_init's control group by itself, and then unshares the namespace. */
    bool enters_cgroup;
    /* Intermediate: unshare_time was done. */
    bool time_unshared;

    /* Init: the socket to the client, -1 once init no longer depends on it. */
    int link;
    /* Init: the report FIFO, from the gate on; or -1. */
    int report;
    /* Init: the state that came last, for hooks; or -1. */
    int state;
    /* Init: a verified procfs of its pid namespace, or -1 until one is needed. */
    int procfs;
    /* Init: mounts to cover paths with, or -1 until one is needed. */
    struct cover empty_directory;
    struct cover null_device;
    /* Init: SELinux context of the empty directory; or NULL. */
    const char *cover_label;
    /* Init: the umask of the caller; while init works, it is 0. */
    mode_t caller_umask;
    bool umask_set;
    /* Init: descriptors from 3 upwards that the process gets. */
    uint32_t kept_descriptors;
    /* Init: the working directory was entered, and is inside. */
    bool directory_entered;
    /* Init: the load_seccomp that `execute` does, or NULL. */
    const struct operation *filter;
    /* Init: the undo_mounts that came, or NULL. */
    const struct operation *undo;
    /* Init: the process's environment. */
    char **environment;
    char program_path[PATH_MAX];
    char home[sizeof("HOME=") + PATH_MAX];
    struct hook_output hook_output;
};

/* Runs one operation. 0, or -1 with the run's failure filled (but for its operation). */
typedef int operation_handler(struct run *run, const struct operation *operation);

#define OPERATION(name, number, phases, signature) operation_handler op_##name;
#include "operations.def"
#undef OPERATION

/* Runs one operation by its number, and names it in the failure. */
operation_handler run_operation;

/* Runs all operations of a phase in order. 0, or -1 with the failure. */
int run_phase(struct run *run, char phase);

/* The descriptor in a slot; -1 with EBADF when the slot is empty. */
int slot_fd(const struct run *run, uint32_t slot);

/* Puts a descriptor into a slot, in place of the one that is there. */
void fill_slot(struct run *run, uint32_t slot, int fd);

void close_slots(struct run *run);

/* Connects a Unix stream socket to a path of any length. fd, or -1 with errno. */
int connect_unix(const char *path);

/* The root to resolve the container's paths in: ROOT_SLOT, or "/" where no root was mounted. */
int root_fd(struct run *run);

/* Whether the program mounts a root of its own, rather than joining a container. */
bool has_own_root(const struct run *run);

/* Whether init gets a new user namespace, or joins one. */
bool in_user_namespace(const struct run *run);

/*
 * Init: non-dumpable, and killed when the client dies, until it no longer depends on it.
 * To be called at its start and after each change of credentials, which undoes both.
 */
int guard_init(struct run *run);

/* Init: takes back the changes of mounts that were made before an operation failed. */
void undo_changes(struct run *run);

/*
 * Init: puts the descriptors of all pass_descriptor operations at the numbers from `first` on, open
 * across the exec. How many there are, or -1 with the failure.
 */
int pass_descriptors(struct run *run, uint32_t first);

/* Init: loads the filter that was left for the end, if there is one. */
int load_last_filter(struct run *run);

/* Init: tells the client that it got there, and cuts the dependence on it. */
int leave_client(struct run *run, const struct operation *operation);

#endif
