/* What the client knows, from one image of itself to its sealed copy. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "client.h"
#include "io.h"

char **copy_list(char *const *list)
{
    size_t count = 0;
    size_t text = 0;
    for (; list != NULL && list[count] != NULL; count++)
        text += strlen(list[count]) + 1;
    char **copy = malloc((count + 1) * sizeof(*copy) + text);
    if (copy == NULL)
        return NULL;
    char *at = (char *)(copy + count + 1);
    for (size_t i = 0; i < count; i++) {
        size_t size = strlen(list[i]) + 1;
        copy[i] = memcpy(at, list[i], size);
        at += size;
    }
    copy[count] = NULL;
    return copy;
}

int client_save(const struct client *client, const struct bytes *program)
{
    const struct session *session = &client->session;
    const struct invocation *invocation = &client->invocation;
    struct writer writer = {0};
    write_u32(&writer, (uint32_t)session->socket);
    write_u32(&writer, (uint32_t)session->engine);
    write_u32(&writer, session->resident);
    write_u32(&writer, session->child);
    write_u32(&writer, (uint32_t)session->log);
    write_u64(&writer, (uint64_t)session->log_start);
    write_bytes(&writer, session->buffer + session->start, session->end - session->start);
    write_string(&writer, client->home.path);
    write_u32(&writer, invocation->inherited);
    write_u64(&writer, invocation->descriptors.rlim_cur);
    write_u64(&writer, invocation->descriptors.rlim_max);
    write_u32(&writer, client->printed);
    write_u32(&writer, client->print_failed);
    write_u32(&writer, client->recoverable);
    write_list(&writer, client->recovery);
    write_bytes(&writer, program->data, program->length);
    int fd = -1;
    if (!writer.failed)
        fd = memory_file("carafe-state", writer.bytes, writer.length);
    else
        errno = ENOMEM;
    writer_free(&writer);
    return fd;
}

static void read_session(struct reader *reader, struct session *session)
{
    session_init(session);
    session->socket = (int)read_u32(reader);
    session->engine = (pid_t)read_u32(reader);
    session->resident = read_u32(reader) != 0;
    session->child = read_u32(reader) != 0;
    session->log = (int)read_u32(reader);
    session->log_start = (off_t)read_u64(reader);
    uint32_t length;
    const uint8_t *ahead = read_bytes(reader, &length);
    if (ahead == NULL || session_restore(session, ahead, length) != 0)
        reader->broken = true;
}

/* The descriptors came without close-on-exec. */
static int keep_from_others(const struct session *session)
{
    if (fcntl(session->socket, F_SETFD, FD_CLOEXEC) != 0)
        return -1;
    return session->log < 0 ? 0 : fcntl(session->log, F_SETFD, FD_CLOEXEC);
}

int client_load(struct client *client, int fd, struct bytes *program)
{
    struct stat status;
    if (fstat(fd, &status) != 0 || status.st_size <= 0)
        return -1;
    size_t length = (size_t)status.st_size;
    void *bytes = mmap(NULL, length, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED)
        return -1;
    struct reader reader = {.at = bytes, .left = length};
    read_session(&reader, &client->session);
    const char *home = read_string(&reader);
    client->invocation.inherited = read_u32(&reader);
    client->invocation.descriptors.rlim_cur = read_u64(&reader);
    client->invocation.descriptors.rlim_max = read_u64(&reader);
    client->printed = read_u32(&reader) != 0;
    client->print_failed = read_u32(&reader) != 0;
    client->recoverable = read_u32(&reader) != 0;
    uint32_t count;
    client->recovery = read_list(&reader, &count);
    program->data = read_bytes(&reader, &program->length);
    if (reader.broken || reader.left != 0 || strlen(home) >= sizeof(client->home.path)) {
        errno = EPROTO;
        return -1;
    }
    memcpy(client->home.path, home, strlen(home) + 1);
    return keep_from_others(&client->session);
}
