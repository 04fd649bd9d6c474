/* The caller's terminal in another mode, and back on every way out, crashes included. */
#ifndef CARAFE_TERMINAL_H
#define CARAFE_TERMINAL_H

/* Puts it into raw mode, or again, after a stop. 0, or -1 with errno. */
int terminal_raw(int fd);

/*
 * Has each key come at once and unseen; output and the keys that send signals are as they were. For
 * a command that does not take signals itself: what ends or stops it puts the mode back first, and
 * one that goes on has it again. 0, or -1 with errno.
 */
int terminal_keys(int fd);

/* What it was before the first of these; nothing when there was none. */
void terminal_restore(void);

/* Gives the size of one terminal to the other; nothing when `from` is none. */
void terminal_copy_size(int from, int to);

#endif
