#include "signals.h"

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's number of signals, and the size of its set of them in bytes. */
#define SIGNAL_COUNT 64
#define SIGNAL_SET_SIZE (SIGNAL_COUNT / 8)

/*
 * By system call: C libraries keep signals 32 to 34 for themselves and refuse to touch them,
 * but a caller may have them ignored. All zeros, a kernel's struct sigaction is SIG_DFL.
 */
void reset_signals(void)
{
    static const uint64_t standard[4];
    static const uint64_t none;
    for (int number = 1; number <= SIGNAL_COUNT; number++)
        (void)syscall(SYS_rt_sigaction, number, standard, NULL, SIGNAL_SET_SIZE);
    (void)syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, SIGNAL_SET_SIZE);
}
