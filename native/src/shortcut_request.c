#include "shortcut_request.h"

#include <ctype.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "io.h"

#define MAX_ID_LENGTH 255
#define LAST_SIGNAL 64

int shortcut_signal(const char *text)
{
    static const struct {
        const char *name;
        int number;
    } names[] = {{"HUP", SIGHUP},       {"INT", SIGINT},   {"QUIT", SIGQUIT},   {"ILL", SIGILL},
                 {"TRAP", SIGTRAP},     {"ABRT", SIGABRT}, {"BUS", SIGBUS},     {"FPE", SIGFPE},
                 {"KILL", SIGKILL},     {"USR1", SIGUSR1}, {"SEGV", SIGSEGV},   {"USR2", SIGUSR2},
                 {"PIPE", SIGPIPE},     {"ALRM", SIGALRM}, {"TERM", SIGTERM},   {"CHLD", SIGCHLD},
                 {"CONT", SIGCONT},     {"STOP", SIGSTOP}, {"TSTP", SIGTSTP},   {"TTIN", SIGTTIN},
                 {"TTOU", SIGTTOU},     {"URG", SIGURG},   {"XCPU", SIGXCPU},   {"XFSZ", SIGXFSZ},
                 {"VTALRM", SIGVTALRM}, {"PROF", SIGPROF}, {"WINCH", SIGWINCH}, {"IO", SIGIO},
                 {"PWR", SIGPWR},       {"SYS", SIGSYS}};
    if (isdigit((unsigned char)text[0])) {
        char *end;
        long number = strtol(text, &end, 10);
        return *end == '\0' && end - text <= 3 && number <= LAST_SIGNAL ? (int)number : -1;
    }
    const char *name = strncasecmp(text, "SIG", 3) == 0 ? text + 3 : text;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (strcasecmp(name, names[i].name) == 0)
            return names[i].number;
    return -1;
}

static bool is_id(const char *text)
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "0123456789_+.-");
    return length > 0 && length <= MAX_ID_LENGTH && text[length] == '\0' && text[0] != '-' &&
           strcmp(text, ".") != 0 && strcmp(text, "..") != 0;
}

/* A state directory that is the same with and without a look at each of its components. */
static bool take_root(struct shortcut_request *request, const char *text,
                      const struct invocation *invocation)
{
    bool named = false;
    for (const char *at = text; *at != '\0'; at += strspn(at, "/")) {
        size_t length = strcspn(at, "/");
        if (length == 2 && at[0] == '.' && at[1] == '.')
            return false;
        named = named || (length > 0 && !(length == 1 && at[0] == '.'));
        at += length;
    }
    const char *base = text[0] == '/' ? "" : invocation->cwd;
    int length = snprintf(request->root, sizeof(request->root), "%s%s%s", base,
                          base[0] == '\0' ? "" : "/", text);
    return named && length > 0 && (size_t)length < sizeof(request->root);
}

static bool in_user_namespace(void)
{
    char text[128];
    cleanup_fd int fd = open("/proc/self/uid_map", O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read_up_to(fd, text, sizeof(text) - 1);
    if (length < 0)
        return true;
    text[length] = '\0';
    unsigned long inside;
    unsigned long outside;
    unsigned long count;
    char after;
    return sscanf(text, "%lu %lu %lu%c%c", &inside, &outside, &count, &after, &after) != 4 ||
           inside != 0 || outside != 0 || count != 4294967295UL;
}

/* Where the containers of a caller are who names no --root: GlobalOptions.root of the engine. */
static bool default_root(struct shortcut_request *request, const struct invocation *invocation)
{
    const char *runtime = invocation_variable(invocation, "XDG_RUNTIME_DIR");
    if (runtime == NULL || runtime[0] == '\0' || (geteuid() == 0 && !in_user_namespace()))
        return take_root(request, "/run/carafe/containers", invocation);
    char path[PATH_MAX];
    int length = snprintf(path, sizeof(path), "%s/carafe/containers", runtime);
    return runtime[0] == '/' && length > 0 && (size_t)length < sizeof(path) &&
           take_root(request, path, invocation);
}

/* The value of `--name value` or `--name=value`, and *argv behind it; NULL when it is another. */
static const char *take_value(char *const **argv, const char *name)
{
    size_t length = strlen(name);
    const char *word = (*argv)[0];
    if (strncmp(word, name, length) != 0)
        return NULL;
    if (word[length] == '=') {
        *argv += 1;
        return word + length + 1;
    }
    if (word[length] != '\0' || (*argv)[1] == NULL)
        return NULL;
    *argv += 2;
    return (*argv)[-1];
}

/* The options before the command. *argv is at the command afterwards. */
static bool take_options(struct shortcut_request *request, char *const **argv,
                         const struct invocation *invocation)
{
    const char *root = NULL;
    while ((*argv)[0] != NULL && (*argv)[0][0] == '-') {
        const char *value = take_value(argv, "--root");
        if (value != NULL) {
            root = value;
            continue;
        }
        /* A log line is written only about what the engine is asked for. */
        if (take_value(argv, "--log") != NULL)
            continue;
        value = take_value(argv, "--log-format");
        if (value != NULL && (strcmp(value, "text") == 0 || strcmp(value, "json") == 0))
            continue;
        /* Which manager made the control groups, the shortcut was written with. */
        if (value != NULL || strcmp((*argv)[0], "--systemd-cgroup") != 0)
            return false;
        *argv += 1;
    }
    return root == NULL ? default_root(request, invocation) : take_root(request, root, invocation);
}

static bool take_command(struct shortcut_request *request, const char *word)
{
    static const struct {
        const char *word;
        enum shortcut_command command;
    } commands[] = {{"start", SHORTCUT_COMMAND_START},
                    {"kill", SHORTCUT_COMMAND_KILL},
                    {"state", SHORTCUT_COMMAND_STATE},
                    {"delete", SHORTCUT_COMMAND_DELETE},
                    {"finish", SHORTCUT_COMMAND_FINISH}};
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        if (strcmp(word, commands[i].word) == 0) {
            request->command = commands[i].command;
            return true;
        }
    }
    return false;
}

bool shortcut_request_read(struct shortcut_request *request, char *const *argv,
                           const struct invocation *invocation)
{
    argv++;
    *request = (struct shortcut_request){.signal = SIGTERM};
    /* Nothing is worth a look at the state directory that is no such command. */
    if (!take_options(request, &argv, invocation) || argv[0] == NULL ||
        !take_command(request, argv[0]))
        return false;
    argv++;
    if (request->command == SHORTCUT_COMMAND_DELETE && argv[0] != NULL &&
        (strcmp(argv[0], "--force") == 0 || strcmp(argv[0], "-f") == 0)) {
        request->force = true;
        argv++;
    }
    if (argv[0] == NULL || !is_id(argv[0]))
        return false;
    request->id = argv[0];
    argv++;
    if (request->command == SHORTCUT_COMMAND_KILL && argv[0] != NULL) {
        request->signal = shortcut_signal(argv[0]);
        argv++;
    }
    return argv[0] == NULL && request->signal >= 0;
}
