#include "terminal.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "io.h"

/* Global because a signal handler must find it. */
static struct {
    volatile sig_atomic_t raw;
    int fd;
    struct termios saved;
} terminal = {.fd = -1};

static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS, SIGTRAP};

void terminal_restore(void)
{
    if (!terminal.raw)
        return;
    terminal.raw = 0;
    /* Not from the background: that would stop us, on our way out. */
    sigset_t writes, before;
    sigemptyset(&writes);
    sigaddset(&writes, SIGTTOU);
    sigprocmask(SIG_BLOCK, &writes, &before);
    (void)tcsetattr(terminal.fd, TCSADRAIN, &terminal.saved);
    sigprocmask(SIG_SETMASK, &before, NULL);
}

/* The handler is reset by SA_RESETHAND: the signal comes again, and ends the process. */
static void restore_and_die(int number)
{
    int saved = errno;
    terminal_restore();
    errno = saved;
    (void)raise(number);
}

static void catch_crashes(void)
{
    struct sigaction action = {.sa_handler = restore_and_die, .sa_flags = (int)SA_RESETHAND};
    for (size_t i = 0; i < COUNT_OF(crashes); i++)
        (void)sigaction(crashes[i], &action, NULL);
}

int terminal_raw(int fd)
{
    struct termios mode;
    if (terminal.fd < 0) {
        if (tcgetattr(fd, &terminal.saved) != 0)
            return -1;
        terminal.fd = fd;
        catch_crashes();
    }
    mode = terminal.saved;
    cfmakeraw(&mode);
    terminal.raw = 1;
    return tcsetattr(terminal.fd, TCSADRAIN, &mode);
}

void terminal_copy_size(int from, int to)
{
    struct winsize size;
    if (from >= 0 && to >= 0 && ioctl(from, TIOCGWINSZ, &size) == 0)
        (void)ioctl(to, TIOCSWINSZ, &size);
}
