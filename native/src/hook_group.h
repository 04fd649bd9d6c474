/*
 * The process group of a hook that the client runs. What a hook has forked would outlive a client
 * that is killed: the parent-death signal is the hook's alone, and nobody else could name the
 * group without the risk that its number is another's by then. So the group has a keeper: a child
 * of ours that leads it, and so holds the number; it kills the group when we are gone.
 */
#ifndef CARAFE_HOOK_GROUP_H
#define CARAFE_HOOK_GROUP_H

#include <sys/types.h>

struct hook_group {
    /* The keeper, and the group's number; 0: there is none, and the hook leads its own group. */
    pid_t keeper;
    /* Our end of the keeper's pipe: its end of file is our death. */
    int lifeline;
};

/* Makes a group with a keeper. 0, or -1 with errno. */
int hook_group_begin(struct hook_group *group);

/* In the hook's process. 0, or -1 with errno. */
int hook_group_join(const struct hook_group *group);

/* Sends a signal to the hook (our child, not reaped) and to all of its group. */
void hook_group_signal(const struct hook_group *group, pid_t hook, int number);

/* The keeper leaves. What is left of the group lives on. */
void hook_group_end(struct hook_group *group);

#endif
