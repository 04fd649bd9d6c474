#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness.h"
#include "io.h"
#include "link.h"

static void shortReadIsAnError(void)
{
    int ends[2];
    char buffer[8];
    CHECK(pipe(ends) == 0 && write(ends[1], "abc", 3) == 3);
    close(ends[1]);
    CHECK(read_full(ends[0], buffer, sizeof(buffer)) == -1 && errno == ENODATA);
}

static void memoryFilesAreSealed(void)
{
    char buffer[4] = "";
    int fd = memory_file("test", "abc", 3);
    CHECK(fd >= 0 && read_full(fd, buffer, 3) == 0);
    CHECK_STRING(buffer, "abc");
    CHECK(write(fd, "x", 1) == -1 && errno == EPERM);
    CHECK(ftruncate(fd, 0) == -1 && errno == EPERM);
}

static void receivedDescriptorsAreCloseOnExec(void)
{
    int ends[2];
    int fd;
    char buffer[8];
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    CHECK(send_with_fd(ends[0], "x", 1, ends[0]) == 0);
    CHECK(receive_with_fd(ends[1], buffer, sizeof(buffer), &fd, 0) == 1);
    CHECK(fd >= 0 && fcntl(fd, F_GETFD) == FD_CLOEXEC);
}

static void failuresTravelWithTheirDetail(void)
{
    int ends[2];
    int fd;
    struct failure failure;
    struct link_message message;
    CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0);
    failure_clear(&failure);
    failure.operation = 7;
    CHECK(fail_unsafe(&failure, 40, "%s: not a procfs", "/proc") == -1);
    CHECK(link_send_failure(ends[0], &failure) == 0);
    CHECK(link_receive(ends[1], &message, &fd, 0) == 1);
    CHECK(message.failure.operation == 7 && message.failure.number == 40);
    CHECK_STRING(message.failure.detail, "/proc: not a procfs");
}

static void damagedLinkMessagesAreRefused(void)
{
    int ends[2];
    int fd;
    struct link_message message = {.type = LINK_FAILED, .failure = {.length = 100}};
    CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0);
    CHECK(send(ends[0], &message, 40, 0) == 40);
    CHECK(link_receive(ends[1], &message, &fd, 0) == -1 && errno == EPROTO);
    CHECK(send(ends[0], "abc", 3, 0) == 3);
    CHECK(link_receive(ends[1], &message, &fd, 0) == -1 && errno == EPROTO);
}

static void aLongDetailIsCut(void)
{
    static char text[2 * FAILURE_DETAIL_SIZE];
    struct failure failure;
    memset(text, 'a', sizeof(text) - 1);
    CHECK(fail_program(&failure, "%s", text) == -1);
    CHECK(failure.length == FAILURE_DETAIL_SIZE - 1 && strlen(failure.detail) == failure.length);
    CHECK(fail_with(&failure, FAILURE_EXIT, 1, text, sizeof(text)) == -1);
    CHECK(failure.length == FAILURE_DETAIL_SIZE - 1 && strlen(failure.detail) == failure.length);
}

const struct test io_tests[] = {
    TEST(shortReadIsAnError),
    TEST(memoryFilesAreSealed),
    TEST(receivedDescriptorsAreCloseOnExec),
    TEST(failuresTravelWithTheirDetail),
    TEST(damagedLinkMessagesAreRefused),
    TEST(aLongDetailIsCut),
    {NULL, NULL},
};
