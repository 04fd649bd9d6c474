/* Commands that the client does alone: see shortcut.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client.h"
#include "shortcut_run.h"

/*
 * Has the engine tell why the process was not executed: `start-failure --report HEX ID` takes the
 * place of `start ID`. 0, or -1 when memory is short.
 */
static int ask_why(struct client *client, const struct shortcut_result *report)
{
    static char command[] = "start-failure";
    static char option[] = "--report";
    static char hex[2 * SHORTCUT_MAX_REPORT + 1];
    size_t count = 0;
    while (client->invocation.rewritten[count] != NULL)
        count++;
    char **argv = calloc(count + 3, sizeof(*argv));
    if (argv == NULL)
        return -1;
    /* The command and the id are the last words. */
    memcpy(argv, client->invocation.rewritten, (count - 2) * sizeof(*argv));
    argv[count - 2] = command;
    argv[count - 1] = option;
    argv[count] = hex;
    argv[count + 1] = client->invocation.rewritten[count - 1];
    for (size_t i = 0; i < report->length; i++)
        (void)snprintf(hex + 2 * i, 3, "%02x", report->text[i]);
    client->invocation.rewritten = argv;
    return 0;
}

bool client_take_shortcut(struct client *client, int *code)
{
    struct shortcut_result result = {0};
    *code = 0;
    switch (shortcut_run(&client->invocation, &result)) {
    case SHORTCUT_NOT_TAKEN:
        return false;
    case SHORTCUT_DONE:
        return true;
    case SHORTCUT_PRINT:
        *code = client_print(client, STDOUT_FILENO, result.text, result.length) == 0 ? 0 : 1;
        return true;
    case SHORTCUT_START_FAILED:
        if (ask_why(client, &result) == 0)
            return false;
        report_error(&client->log, "the process was not executed, and memory is short to tell why");
        *code = 1;
        return true;
    }
    return false;
}
