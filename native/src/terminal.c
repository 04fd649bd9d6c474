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
static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

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

static void catch_all(const int *signals, size_t count)
{
    struct sigaction action = {.sa_handler = restore_and_die, .sa_flags = (int)SA_RESETHAND};
    for (size_t i = 0; i < count; i++) {
        struct sigaction before;
        /* What our caller has us ignore (nohup) stays ignored. */
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            (void)sigaction(signals[i], &action, NULL);
    }
}

/* Remembers the mode that is put back. 0, or -1 with errno. */
static int save_mode(int fd)
{
    if (terminal.fd >= 0)
        return 0;
    if (tcgetattr(fd, &terminal.saved) != 0)
        return -1;
    terminal.fd = fd;
    catch_all(crashes, COUNT_OF(crashes));
    return 0;
}

int terminal_raw(int fd)
{
    if (save_mode(fd) != 0)
        return -1;
    struct termios mode = terminal.saved;
    cfmakeraw(&mode);
    terminal.raw = 1;
    return tcsetattr(terminal.fd, TCSADRAIN, &mode);
}

static int set_keys(void)
{
    struct termios mode = terminal.saved;
    mode.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
    terminal.raw = 1;
    return tcsetattr(terminal.fd, TCSADRAIN, &mode);
}

static void restore_and_stop(int number)
{
    struct sigaction ours;
    int saved = errno;
    terminal_restore();
    (void)sigaction(number, &(struct sigaction){.sa_handler = SIG_DFL}, &ours);
    /* Not blocked in its handler (SA_NODEFER): stops us here, until SIGCONT, if that may stop us.
     */
    (void)raise(number);
    (void)sigaction(number, &ours, NULL);
    (void)set_keys();
    errno = saved;
}

/* After SIGSTOP too, for which there is no handler: the shell has had the terminal meanwhile. */
static void go_on(int number)
{
    int saved = errno;
    (void)number;
    (void)set_keys();
    errno = saved;
}

int terminal_keys(int fd)
{
    if (terminal.fd >= 0)
        return set_keys();
    if (save_mode(fd) != 0)
        return -1;
    catch_all(ends, COUNT_OF(ends));
    (void)sigaction(SIGCONT, &(struct sigaction){.sa_handler = go_on}, NULL);
    struct sigaction before;
    if (sigaction(SIGTSTP, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        (void)sigaction(
            SIGTSTP,
            &(struct sigaction){.sa_handler = restore_and_stop, .sa_flags = (int)SA_NODEFER}, NULL);
    return set_keys();
}

void terminal_copy_size(int from, int to)
{
    struct winsize size;
    if (from >= 0 && to >= 0 && ioctl(from, TIOCGWINSZ, &size) == 0)
        (void)ioctl(to, TIOCSWINSZ, &size);
}
