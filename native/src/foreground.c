#include "foreground.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "io.h"
#include "kernel.h"
#include "terminal.h"

enum { SIGNALS, INIT, RELAY };

#define CONSOLE_WAIT_MS 5000
#define CONSOLE_NAME_SIZE 4096

/*
 * Not blocked: faults, which are about us, and job control that the terminal does to us, without
 * which a read in the background would be an error instead of a stop.
 */
static const int ours[] = {SIGSEGV, SIGBUS,  SIGILL,  SIGFPE, SIGABRT,
                           SIGSYS,  SIGTRAP, SIGTTIN, SIGTTOU};

void foreground_init(struct foreground *foreground)
{
    memset(foreground, 0, sizeof(*foreground));
    foreground->pidfd = -1;
    foreground->signals = -1;
    foreground->terminal = -1;
    foreground->relay.master = -1;
    foreground->relay.output = -1;
}

static void all_but_ours(sigset_t *set)
{
    sigfillset(set);
    for (size_t i = 0; i < COUNT_OF(ours); i++)
        sigdelset(set, ours[i]);
}

int foreground_hold_signals(sigset_t *before)
{
    sigset_t set;
    all_but_ours(&set);
    return sigprocmask(SIG_SETMASK, &set, before);
}

static int open_signals(void)
{
    sigset_t set;
    all_but_ours(&set);
    if (foreground_hold_signals(NULL) != 0)
        return -1;
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* The master, which init sent before it was ready; -1 with errno. */
static int receive_console(int relay_socket)
{
    struct pollfd set = {.fd = relay_socket, .events = POLLIN};
    if (poll(&set, 1, CONSOLE_WAIT_MS) <= 0) {
        errno = ETIMEDOUT;
        return -1;
    }
    char name[CONSOLE_NAME_SIZE];
    int master;
    if (receive_with_fd(relay_socket, name, sizeof(name), &master, MSG_DONTWAIT) < 0)
        return -1;
    if (master < 0)
        errno = EBADMSG;
    return master;
}

int foreground_begin(struct foreground *foreground, const struct launch *launch, int relay_socket,
                     int terminal, uint32_t flags)
{
    if (launch->pid <= 0) {
        errno = ECHILD;
        return -1;
    }
    foreground->init = launch->pid;
    foreground->pidfd = launch->pidfd;
    foreground->terminal = terminal;
    if ((flags & FOREGROUND_NO_SUBREAPER) != 0 && prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0) != 0)
        return -1;
    foreground->signals = open_signals();
    if (foreground->signals < 0)
        return -1;
    foreground->active = true;
    if (relay_socket < 0)
        return 0;
    int master = receive_console(relay_socket);
    if (master < 0)
        return -1;
    relay_start(&foreground->relay, master, STDIN_FILENO, STDOUT_FILENO);
    if (terminal < 0)
        return 0;
    terminal_copy_size(terminal, master);
    return terminal_raw(terminal);
}

int foreground_poll(const struct foreground *foreground, struct pollfd *set)
{
    bool running = foreground->active && !foreground->ended;
    set[SIGNALS] = (struct pollfd){.fd = running ? foreground->signals : -1, .events = POLLIN};
    set[INIT] = (struct pollfd){.fd = running ? foreground->pidfd : -1, .events = POLLIN};
    relay_poll(&foreground->relay, set + RELAY);
    return running && foreground->relay.hung_up ? RELAY_RETRY_MS : -1;
}

/* Everything that has ended: init, our one-shot engine, and what the container left to us. */
static void reap(struct foreground *foreground, struct session *session)
{
    int status;
    for (pid_t pid = waitpid(-1, &status, WNOHANG); pid > 0; pid = waitpid(-1, &status, WNOHANG)) {
        if (pid == foreground->init) {
            foreground->ended = true;
            foreground->wait_status = status;
        } else if (session->child && pid == session->engine) {
            session->child = false;
        }
    }
}

static void forward(struct foreground *foreground, int number)
{
    switch (number) {
    case SIGCHLD:
    case SIGPIPE:
    case SIGURG:
        return;
    case SIGWINCH:
        terminal_copy_size(foreground->terminal, foreground->relay.master);
        return;
    case SIGCONT:
        /* We were stopped; the shell had the terminal meanwhile. */
        if (foreground->relay.master >= 0 && foreground->terminal >= 0) {
            (void)terminal_raw(foreground->terminal);
            terminal_copy_size(foreground->terminal, foreground->relay.master);
        }
        break;
    default:
        break;
    }
    (void)syscall(SYS_pidfd_send_signal, foreground->pidfd, number, NULL, 0);
}

static void take_signals(struct foreground *foreground, struct session *session)
{
    struct signalfd_siginfo information;
    bool children = false;
    while (read(foreground->signals, &information, sizeof(information)) ==
           (ssize_t)sizeof(information)) {
        children = children || information.ssi_signo == SIGCHLD;
        forward(foreground, (int)information.ssi_signo);
    }
    if (children)
        reap(foreground, session);
}

void foreground_move(struct foreground *foreground, const struct pollfd *set,
                     struct session *session)
{
    if (!foreground->active || foreground->ended)
        return;
    if (set[SIGNALS].revents != 0)
        take_signals(foreground, session);
    if (set[INIT].revents != 0 && !foreground->ended)
        reap(foreground, session);
    relay_move(&foreground->relay, set + RELAY);
    if (foreground->ended)
        foreground_end(foreground);
}

void foreground_end(struct foreground *foreground)
{
    if (!foreground->active)
        return;
    if (relay_drain(&foreground->relay))
        relay_close(&foreground->relay);
    terminal_restore();
}

/* Whether one of the signals that came says that nobody waits for us. */
static bool told_to_end(int signals)
{
    struct signalfd_siginfo information;
    while (read(signals, &information, sizeof(information)) == (ssize_t)sizeof(information)) {
        uint32_t number = information.ssi_signo;
        if (number == SIGTERM || number == SIGINT || number == SIGHUP || number == SIGQUIT)
            return true;
    }
    return false;
}

void foreground_deliver(struct foreground *foreground)
{
    struct relay *relay = &foreground->relay;
    while (relay->master >= 0 && !relay_drain(relay) && !told_to_end(foreground->signals))
        ;
    relay_close(relay);
}

uint32_t exit_code_of(int wait_status)
{
    if (WIFSIGNALED(wait_status))
        return 128U + (uint32_t)WTERMSIG(wait_status);
    return (uint32_t)WEXITSTATUS(wait_status);
}
