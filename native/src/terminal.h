/* The caller's terminal in raw mode, and back on every way out, crashes included. */
#ifndef CARAFE_TERMINAL_H
#define CARAFE_TERMINAL_H

/* Puts it into raw mode, or again, after a stop. 0, or -1 with errno. */
int terminal_raw(int fd);

/* What it was before the first terminal_raw; nothing when there was none. */
void terminal_restore(void);

/* Gives the size of one terminal to the other; nothing when `from` is none. */
void terminal_copy_size(int from, int to);

#endif
