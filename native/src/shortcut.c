#include "shortcut.h"

#include <limits.h>
#include <string.h>

#include "reader.h"

/* What makes the line one of these; what follows it is escaped. */
static const char line_start[] = "shortcut ";
#define LINE_START_LENGTH (sizeof(line_start) - 1)

#define ESCAPE 0x1b

/* The line may hold no line feed: ESC n stands for it, and ESC e for an ESC. The length, or -1. */
static ssize_t unescape(uint8_t *bytes, size_t length)
{
    size_t to = 0;
    for (size_t from = 0; from < length; from++) {
        if (bytes[from] != ESCAPE) {
            bytes[to++] = bytes[from];
            continue;
        }
        from++;
        if (from == length || (bytes[from] != 'n' && bytes[from] != 'e'))
            return -1;
        bytes[to++] = bytes[from] == 'n' ? '\n' : ESCAPE;
    }
    return (ssize_t)to;
}

static struct bytes read_text(struct reader *reader)
{
    struct bytes bytes = {0};
    bytes.data = read_bytes(reader, &bytes.length);
    return bytes;
}

static int read_cgroups(struct reader *reader, struct shortcut *shortcut)
{
    shortcut->cgroup_count = read_u32(reader);
    if (shortcut->cgroup_count > SHORTCUT_MAX_CGROUPS)
        return -1;
    for (uint32_t i = 0; i < shortcut->cgroup_count; i++) {
        shortcut->cgroups[i] = read_string(reader);
        if (reader->broken || shortcut->cgroups[i][0] != '/')
            return -1;
    }
    return 0;
}

static int read_shortcut(struct reader *reader, struct shortcut *shortcut)
{
    if (read_u32(reader) != SHORTCUT_FORMAT)
        return -1;
    uint32_t pid = read_u32(reader);
    shortcut->start_time = read_u64(reader);
    shortcut->abilities = read_u32(reader);
    shortcut->freezer = read_string(reader);
    shortcut->created = read_text(reader);
    shortcut->running = read_text(reader);
    shortcut->stopped = read_text(reader);
    shortcut->gate = read_text(reader);
    if (reader->broken || read_cgroups(reader, shortcut) != 0)
        return -1;
    if (reader->broken || reader->left > 0 || pid == 0 || pid > INT_MAX)
        return -1;
    shortcut->pid = (pid_t)pid;
    /* pipe(7): a longer one is not written whole or not at all. */
    return shortcut->gate.length <= PIPE_BUF ? 0 : -1;
}

int shortcut_decode(uint8_t *journal, size_t length, struct shortcut *shortcut)
{
    *shortcut = (struct shortcut){0};
    if (length == 0 || journal[length - 1] != '\n')
        return -1;
    const uint8_t *before = memrchr(journal, '\n', length - 1);
    size_t start = before == NULL ? 0 : (size_t)(before - journal) + 1;
    size_t size = length - 1 - start;
    if (size < LINE_START_LENGTH || memcmp(journal + start, line_start, LINE_START_LENGTH) != 0)
        return -1;
    uint8_t *payload = journal + start + LINE_START_LENGTH;
    ssize_t left = unescape(payload, size - LINE_START_LENGTH);
    if (left < 0)
        return -1;
    struct reader reader = {.at = payload, .left = (size_t)left};
    return read_shortcut(&reader, shortcut);
}
