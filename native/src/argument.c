#include "argument.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Options whose value is the next word, before the command and of `exec`. */
static const char *const global_values[] = {"--root",     "--log",       "--log-format",
                                            "--rootless", "--log-level", "--cgroup-manager",
                                            "--criu",     NULL};
static const char *const exec_values[] = {"--console-socket",
                                          "--cwd",
                                          "-e",
                                          "--env",
                                          "-u",
                                          "--user",
                                          "-g",
                                          "--additional-gids",
                                          "-p",
                                          "--process",
                                          "--pid-file",
                                          "--apparmor",
                                          "-c",
                                          "--cap",
                                          "--preserve-fds",
                                          "--cgroup",
                                          "--pidfd-socket",
                                          "--process-label",
                                          "--trace",
                                          NULL};
/* Options of `exec` whose values mean something in the container. */
static const char *const exec_foreign[] = {"--cwd", "-e", "--env", NULL};

static const char *const launching[] = {"create", "run", "exec", NULL};
static const char *const bundle_readers[] = {"create", "run", "restore", "check", "plan", NULL};

/* One dash or two mean the same, as in Go programs. */
static bool contains(const char *const *list, const char *word)
{
    for (size_t i = 0; list[i] != NULL; i++) {
        if (strcmp(list[i] + strspn(list[i], "-"), word + strspn(word, "-")) == 0)
            return true;
    }
    return false;
}

/* The index of the first word at or after start that is neither option nor option's value. */
static size_t first_word(char *const *argv, size_t start, const char *const *values)
{
    size_t i = start;
    while (argv[i] != NULL && argv[i][0] == '-' && argv[i][1] != '\0' &&
           strcmp(argv[i], "--") != 0) {
        if (contains(values, argv[i]) && argv[i + 1] != NULL)
            i++;
        i++;
    }
    return i;
}

static size_t command_index(char *const *argv)
{
    return argv[0] == NULL ? 0 : first_word(argv, 1, global_values);
}

/* The value of `--name value` or `--name=value` at position i, or NULL; one dash will do. */
static const char *option_value(char *const *argv, size_t i, const char *name)
{
    size_t length = strlen(name);
    const char *word = argv[i] + strspn(argv[i], "-");
    if (word == argv[i] || strncmp(word, name, length) != 0)
        return NULL;
    if (word[length] == '=')
        return word + length + 1;
    return word[length] == '\0' ? argv[i + 1] : NULL;
}

void arguments_log(char *const *argv, struct log_target *log)
{
    size_t end = command_index(argv);
    for (size_t i = 1; i < end; i++) {
        const char *path = option_value(argv, i, "log");
        const char *format = option_value(argv, i, "log-format");
        if (path != NULL)
            log->path = path;
        if (format != NULL)
            log->format = strcmp(format, "json") == 0 ? LOG_JSON : LOG_TEXT;
        if (contains(global_values, argv[i]))
            i++;
    }
}

enum engine_word arguments_engine_word(char *const *argv)
{
    size_t i = command_index(argv);
    /* `engine start --help` is a question, which any engine answers. */
    if (argv[i] == NULL || strcmp(argv[i], "engine") != 0 || argv[i + 1] == NULL ||
        argv[i + 2] != NULL)
        return ENGINE_WORD_NONE;
    const char *word = argv[i + 1];
    if (strcmp(word, "start") == 0)
        return ENGINE_WORD_START;
    if (strcmp(word, "stop") == 0)
        return ENGINE_WORD_STOP;
    if (strcmp(word, "serve") == 0)
        return ENGINE_WORD_SERVE;
    return strcmp(word, "status") == 0 ? ENGINE_WORD_STATUS : ENGINE_WORD_NONE;
}

bool arguments_launch(char *const *argv)
{
    const char *command = argv[command_index(argv)];
    return command != NULL && contains(launching, command);
}

bool arguments_read_bundle(char *const *argv)
{
    const char *command = argv[command_index(argv)];
    return command != NULL && contains(bundle_readers, command);
}

uint32_t arguments_own_failure(char *const *argv)
{
    const char *command = argv[command_index(argv)];
    return command != NULL && strcmp(command, "exec") == 0 ? 255 : 1;
}

static char *join(const char *prefix, size_t prefix_length, pid_t pid, const char *directory,
                  const char *rest)
{
    char *joined = NULL;
    if (asprintf(&joined, "%.*s/proc/%d%s%s", (int)prefix_length, prefix, (int)pid, directory,
                 rest) < 0) {
        errno = ENOMEM;
        return NULL;
    }
    return joined;
}

/* What follows the prefix, when that ends a path component; else NULL. */
static const char *below(const char *path, const char *prefix)
{
    size_t length = strlen(prefix);
    if (strncmp(path, prefix, length) != 0)
        return NULL;
    return path[length] == '\0' || path[length] == '/' ? path + length : NULL;
}

static char *rewrite_after(const char *argument, size_t prefix_length, pid_t pid)
{
    static const char *const streams[] = {"/dev/stdin", "/dev/stdout", "/dev/stderr"};
    static const char *const numbers[] = {"/fd/0", "/fd/1", "/fd/2"};
    const char *path = argument + prefix_length;
    for (size_t i = 0; i < 3; i++) {
        if (strcmp(path, streams[i]) == 0)
            return join(argument, prefix_length, pid, numbers[i], "");
    }
    const char *rest = below(path, "/dev/fd");
    if (rest != NULL)
        return join(argument, prefix_length, pid, "/fd", rest);
    rest = below(path, "/proc/self");
    if (rest == NULL)
        rest = below(path, "/proc/thread-self");
    return rest == NULL ? NULL : join(argument, prefix_length, pid, "", rest);
}

char *rewrite_path(const char *path, pid_t pid)
{
    errno = 0;
    return rewrite_after(path, 0, pid);
}

/* Rewrites one word: a path, or the value of `--option=path`. */
static int rewrite_word(char **word, pid_t pid)
{
    size_t prefix_length = 0;
    const char *equals = strchr(*word, '=');
    if (**word == '-' && equals != NULL)
        prefix_length = (size_t)(equals - *word) + 1;
    errno = 0;
    char *rewritten = rewrite_after(*word, prefix_length, pid);
    if (rewritten == NULL)
        return errno == ENOMEM ? -1 : 0;
    *word = rewritten;
    return 0;
}

/* Whether the word's value is the container's: `--cwd=...` of exec, or what follows `--cwd`. */
static bool foreign_to_host(char *const *argv, size_t i)
{
    size_t dashes = strspn(argv[i], "-");
    const char *name = argv[i] + dashes;
    if (dashes > 0 && (strncmp(name, "cwd=", 4) == 0 || strncmp(name, "env=", 4) == 0 ||
                       strncmp(name, "e=", 2) == 0))
        return true;
    return argv[i - 1][0] == '-' && contains(exec_foreign, argv[i - 1]);
}

char **arguments_rewrite(char *const *argv, pid_t pid)
{
    size_t count = 0;
    while (argv[count] != NULL)
        count++;
    char **copy = calloc(count + 1, sizeof(*copy));
    if (copy == NULL)
        return NULL;
    memcpy(copy, argv, count * sizeof(*copy));
    size_t command = command_index(argv);
    bool exec = command < count && strcmp(argv[command], "exec") == 0;
    size_t end = exec ? first_word(argv, command + 1, exec_values) : count;
    for (size_t i = 1; i < end; i++) {
        if (exec && i > command && foreign_to_host(argv, i))
            continue;
        if (rewrite_word(&copy[i], pid) != 0)
            return NULL;
    }
    return copy;
}
