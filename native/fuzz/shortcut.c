/* libFuzzer: whatever a journal holds, the shortcut's decoder stays inside it. */
#include <stdlib.h>
#include <string.h>

#include "shortcut.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

static volatile size_t sink;

static void use(const struct bytes *text)
{
    for (uint32_t i = 0; i < text->length; i++)
        sink += text->data[i];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    static const char start[] = "shortcut ";
    /* An allocation of the exact size: a read past the end is seen. */
    uint8_t *bytes = malloc(length + sizeof(start));
    if (bytes == NULL)
        return 0;
    memcpy(bytes, start, sizeof(start) - 1);
    memcpy(bytes + sizeof(start) - 1, data, length);
    bytes[length + sizeof(start) - 1] = '\n';
    struct shortcut shortcut;
    if (shortcut_decode(bytes, length + sizeof(start), &shortcut) == 0) {
        if (shortcut.pid <= 0)
            abort();
        sink += strlen(shortcut.freezer);
        use(&shortcut.created);
        use(&shortcut.running);
        use(&shortcut.stopped);
        use(&shortcut.gate);
        for (uint32_t i = 0; i < shortcut.cgroup_count; i++)
            sink += strlen(shortcut.cgroups[i]);
    }
    free(bytes);
    return 0;
}
