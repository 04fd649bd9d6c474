#include "shortcut_run.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>

#include "io.h"
#include "process.h"
#include "shortcut.h"
#include "shortcut_request.h"

/* A group whose last process has just ended may be busy for a moment. */
#define RMDIR_ATTEMPTS 20
#define RMDIR_PAUSE_NS 500000L
/* A killed process ends soon; the engine has more patience. */
#define KILLED_WAIT_MS 2000

#define JOURNAL "journal"
#define STATE_FILE "state.json"

/* A container that was found, with its shortcut. */
struct place {
    int directory;
    int journal;
    struct shortcut shortcut;
};

/* What a foreign user could have written says nothing. */
static bool is_ours(int fd, mode_t type)
{
    struct stat status;
    return fstat(fd, &status) == 0 && (status.st_mode & S_IFMT) == type &&
           status.st_uid == geteuid() && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static bool read_shortcut(struct place *place)
{
    static uint8_t text[SHORTCUT_MAX_BYTES];
    struct stat status;
    if (fstat(place->journal, &status) != 0)
        return false;
    off_t from = status.st_size > (off_t)sizeof(text) ? status.st_size - (off_t)sizeof(text) : 0;
    if (lseek(place->journal, from, SEEK_SET) < 0)
        return false;
    ssize_t length = read_up_to(place->journal, text, sizeof(text));
    return length > 0 && shortcut_decode(text, (size_t)length, &place->shortcut) == 0;
}

/* Descriptors are -1 or open afterwards. */
static bool find(struct place *place, const struct shortcut_request *request)
{
    cleanup_fd int root = open(request->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root < 0)
        return false;
    place->directory = openat(root, request->id, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (place->directory < 0 || !is_ours(place->directory, S_IFDIR))
        return false;
    place->journal =
        openat(place->directory, JOURNAL, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    return place->journal >= 0 && is_ours(place->journal, S_IFREG);
}

/* Whether there is a container: create commits with its state file. */
static bool is_committed(const struct place *place)
{
    return faccessat(place->directory, STATE_FILE, F_OK, 0) == 0;
}

/* The engine's lock, without waiting; and it is still the journal that is locked. */
static bool lock(const struct place *place)
{
    struct stat locked;
    struct stat named;
    return flock(place->journal, LOCK_EX | LOCK_NB) == 0 && fstat(place->journal, &locked) == 0 &&
           fstatat(place->directory, JOURNAL, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           locked.st_dev == named.st_dev && locked.st_ino == named.st_ino;
}

/* Whether its control group is not frozen, for all that can be seen. */
static bool is_thawed(const struct shortcut *shortcut)
{
    char text;
    if (shortcut->freezer[0] == '\0')
        return true;
    cleanup_fd int fd = open(shortcut->freezer, O_RDONLY | O_CLOEXEC);
    return fd >= 0 && read_full(fd, &text, 1) == 0 && text == '0';
}

/* The writing end of the gate while init waits there; -1 with ENOENT or ENXIO when it does not. */
static int open_gate(const struct place *place)
{
    cleanup_fd int gate =
        openat(place->directory, "gate", O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
    if (gate < 0)
        return -1;
    if (!is_ours(gate, S_IFIFO)) {
        errno = EPROTO;
        return -1;
    }
    return steal_fd(&gate);
}

/* A descriptor of that very process, or -1. */
static int open_process(const struct shortcut *shortcut)
{
    cleanup_fd int process = (int)syscall(SYS_pidfd_open, shortcut->pid, 0);
    if (process < 0 || !process_lives(shortcut->pid, shortcut->start_time))
        return -1;
    return steal_fd(&process);
}

static enum shortcut_outcome say(struct shortcut_result *result, const struct bytes *text)
{
    result->text = text->data;
    result->length = text->length;
    return SHORTCUT_PRINT;
}

static enum shortcut_outcome run_state(const struct place *place, struct shortcut_result *result)
{
    const struct shortcut *shortcut = &place->shortcut;
    if (!process_lives(shortcut->pid, shortcut->start_time))
        return say(result, &shortcut->stopped);
    if (!is_thawed(shortcut))
        return SHORTCUT_NOT_TAKEN;
    cleanup_fd int gate = open_gate(place);
    if (gate >= 0)
        return say(result, &shortcut->created);
    return errno == ENOENT || errno == ENXIO ? say(result, &shortcut->running) : SHORTCUT_NOT_TAKEN;
}

/* SIGKILL waits for the thaw of a frozen group: that is the engine's. */
static enum shortcut_outcome run_kill(const struct shortcut *shortcut, int number)
{
    if (number == SIGKILL &&
        ((shortcut->abilities & SHORTCUT_SIGKILL) == 0 || !is_thawed(shortcut)))
        return SHORTCUT_NOT_TAKEN;
    cleanup_fd int process = open_process(shortcut);
    if (process < 0 || syscall(SYS_pidfd_send_signal, process, number, NULL, 0) != 0)
        return SHORTCUT_NOT_TAKEN;
    return SHORTCUT_DONE;
}

/* What init reports until its end of the FIFO is closed, or it is gone. The length. */
static size_t await_report(int report, int process, uint8_t *text, size_t size)
{
    size_t length = 0;
    struct pollfd set[] = {{.fd = report, .events = POLLIN}, {.fd = process, .events = POLLIN}};
    for (;;) {
        if (poll(set, COUNT_OF(set), -1) < 0 && errno != EINTR)
            return length;
        ssize_t count = read(report, text + length, size - length);
        if (count > 0)
            length += (size_t)count;
        else if (count == 0 || (errno != EAGAIN && errno != EINTR))
            return length;
        else if ((set[1].revents & POLLIN) != 0)
            /* Something that it left behind holds its end. */
            return length;
    }
}

/* In one write, which the FIFO takes whole or not at all. Init may be gone meanwhile. */
static bool write_gate(int gate, const struct bytes *message)
{
    void (*before)(int) = signal(SIGPIPE, SIG_IGN);
    ssize_t count = write(gate, message->data, message->length);
    (void)signal(SIGPIPE, before);
    return count >= 0 && (size_t)count == message->length;
}

/* Opens the gate, and waits until the process is executed. */
static enum shortcut_outcome run_start(const struct place *place, struct shortcut_result *result)
{
    static uint8_t text[SHORTCUT_MAX_REPORT];
    static const uint8_t executing[] = {0xff, 0xff, 0xff, 0xff};
    const struct shortcut *shortcut = &place->shortcut;
    if ((shortcut->abilities & SHORTCUT_START) == 0 || !is_thawed(shortcut))
        return SHORTCUT_NOT_TAKEN;
    cleanup_fd int process = open_process(shortcut);
    cleanup_fd int report =
        openat(place->directory, "report", O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
    cleanup_fd int gate = open_gate(place);
    if (process < 0 || report < 0 || gate < 0 || !is_ours(report, S_IFIFO))
        return SHORTCUT_NOT_TAKEN;
    if (!write_gate(gate, &shortcut->gate))
        return SHORTCUT_NOT_TAKEN;
    result->text = text;
    result->length = await_report(report, process, text, sizeof(text));
    if (result->length != sizeof(executing) || memcmp(text, executing, sizeof(executing)) != 0)
        return SHORTCUT_START_FAILED;
    (void)unlinkat(place->directory, "gate", 0);
    (void)unlinkat(place->directory, "report", 0);
    return SHORTCUT_DONE;
}

/*
 * Whether init is gone, perhaps since this has killed it: one that waits at the gate, or with
 * --force any; its processes end with it then.
 */
static bool end_process(const struct place *place, bool force)
{
    const struct shortcut *shortcut = &place->shortcut;
    if (!process_lives(shortcut->pid, shortcut->start_time))
        return true;
    if ((shortcut->abilities & SHORTCUT_SIGKILL) == 0 || !is_thawed(shortcut))
        return false;
    cleanup_fd int gate = open_gate(place);
    if (gate < 0 && !force)
        return false;
    cleanup_fd int process = open_process(shortcut);
    struct pollfd set = {.fd = process, .events = POLLIN};
    return process >= 0 && syscall(SYS_pidfd_send_signal, process, SIGKILL, NULL, 0) == 0 &&
           poll(&set, 1, KILLED_WAIT_MS) > 0;
}

static bool remove_cgroup(const char *path)
{
    const struct timespec pause = {.tv_nsec = RMDIR_PAUSE_NS};
    for (int i = 0; i < RMDIR_ATTEMPTS; i++) {
        if (rmdir(path) == 0 || errno == ENOENT)
            return true;
        if (errno != EBUSY)
            return false;
        nanosleep(&pause, NULL);
    }
    return false;
}

/* All files but the journal and the state; false when there is something that is no file. */
static bool remove_files(int directory)
{
    int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = copy < 0 ? NULL : fdopendir(copy);
    if (entries == NULL) {
        close_fd(copy);
        return false;
    }
    bool removed = true;
    for (struct dirent *entry; removed && (entry = readdir(entries)) != NULL;) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, JOURNAL) == 0 ||
            strcmp(name, STATE_FILE) == 0)
            continue;
        removed = unlinkat(directory, name, 0) == 0 || errno == ENOENT;
    }
    closedir(entries);
    return removed;
}

/*
 * Until the state file goes, the container is there, stopped; from then on, whoever meets the
 * journal finds a create that was not committed, and takes back what is left.
 */
static enum shortcut_outcome run_delete(const struct place *place,
                                        const struct shortcut_request *request)
{
    const struct shortcut *shortcut = &place->shortcut;
    if ((shortcut->abilities & SHORTCUT_DELETE) == 0 || !end_process(place, request->force))
        return SHORTCUT_NOT_TAKEN;
    for (uint32_t i = 0; i < shortcut->cgroup_count; i++)
        if (!remove_cgroup(shortcut->cgroups[i]))
            return SHORTCUT_NOT_TAKEN;
    if (!remove_files(place->directory) || unlinkat(place->directory, STATE_FILE, 0) != 0 ||
        unlinkat(place->directory, JOURNAL, 0) != 0)
        return SHORTCUT_NOT_TAKEN;
    cleanup_fd int root = open(request->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    /* Without the journal nobody is kept out: it may be another's already. */
    if (unlinkat(root, request->id, AT_REMOVEDIR) != 0 && errno != ENOTEMPTY && errno != ENOENT)
        return SHORTCUT_NOT_TAKEN;
    return SHORTCUT_DONE;
}

static enum shortcut_outcome run_locked(struct place *place, const struct shortcut_request *request,
                                        struct shortcut_result *result)
{
    /* What the journal says counts only under the lock. */
    if (!lock(place) || !read_shortcut(place) || !is_committed(place))
        return SHORTCUT_NOT_TAKEN;
    return request->command == SHORTCUT_COMMAND_START ? run_start(place, result)
                                                      : run_delete(place, request);
}

static enum shortcut_outcome run_found(struct place *place, const struct shortcut_request *request,
                                       struct shortcut_result *result)
{
    switch (request->command) {
    case SHORTCUT_COMMAND_START:
    case SHORTCUT_COMMAND_DELETE:
    case SHORTCUT_COMMAND_FINISH:
        return run_locked(place, request, result);
    case SHORTCUT_COMMAND_KILL:
    case SHORTCUT_COMMAND_STATE:
        break;
    }
    if (!read_shortcut(place) || !is_committed(place))
        return SHORTCUT_NOT_TAKEN;
    return request->command == SHORTCUT_COMMAND_KILL ? run_kill(&place->shortcut, request->signal)
                                                     : run_state(place, result);
}

static enum shortcut_outcome run(const struct shortcut_request *request,
                                 struct shortcut_result *result)
{
    struct place place = {.directory = -1, .journal = -1};
    enum shortcut_outcome outcome = SHORTCUT_NOT_TAKEN;
    if (find(&place, request))
        outcome = run_found(&place, request, result);
    close_fd(place.journal);
    close_fd(place.directory);
    return outcome;
}

static bool is_wanted(const struct invocation *invocation)
{
    const char *wanted = invocation_variable(invocation, "CARAFE_SHORTCUTS");
    return wanted == NULL || strcmp(wanted, "0") != 0;
}

enum shortcut_outcome shortcut_run(const struct invocation *invocation,
                                   struct shortcut_result *result)
{
    struct shortcut_request request;
    if (!is_wanted(invocation) ||
        !shortcut_request_read(&request, invocation->rewritten, invocation) ||
        request.command == SHORTCUT_COMMAND_FINISH)
        return SHORTCUT_NOT_TAKEN;
    /* Whom a service manager's container tells when it is ready, the engine knows. */
    if (request.command == SHORTCUT_COMMAND_START &&
        invocation_variable(invocation, "NOTIFY_SOCKET") != NULL)
        return SHORTCUT_NOT_TAKEN;
    return run(&request, result);
}

bool shortcut_finish(const struct invocation *invocation, char *const *argv)
{
    struct shortcut_request request;
    struct shortcut_result result = {0};
    return is_wanted(invocation) && shortcut_request_read(&request, argv, invocation) &&
           request.command == SHORTCUT_COMMAND_FINISH && run(&request, &result) == SHORTCUT_DONE;
}
