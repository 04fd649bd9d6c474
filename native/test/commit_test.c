/* Programs without a gate that commit their container: of a run, whose process follows at once. */
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "container.h"
#include "harness.h"

static struct container container;

static const char *written(void)
{
    return scratch_path("record.new");
}

static bool is_committed(void)
{
    return access(scratch_path("record"), F_OK) == 0;
}

/* Launches it, with a record that is written already. */
static void launch(const char *const *argv)
{
    container_prepare(&container);
    encode(&container.encoder, 'H', OPERATION_clone_init, ALL_NAMESPACES, NO_SLOT);
    encode_filesystem(&container);
    encode(&container.encoder, 'I', OPERATION_set_environment, LIST("PATH=/bin"));
    encode(&container.encoder, 'I', OPERATION_execute, argv);
    encode(&container.encoder, 'L', OPERATION_commit, written(), scratch_path("record"));
    write_file(written(), "{}");
    CHECK(container_launch(&container) == 0);
    launch_release_ahead(&container.launch);
    CHECK(!container.launch.released);
}

/* Hears that init is ready, of which nothing follows. */
static void await_init(void)
{
    struct pollfd set = {.fd = container.launch.init_socket, .events = POLLIN};
    CHECK(poll(&set, 1, 20000) == 1);
    launch_next(&container.launch, &container.event);
    CHECK(container.event.type == LAUNCH_NOTHING);
}

static void initWaitsUntilItMayBeCommitted(void)
{
    launch(LIST("sh", "-c", "exit 4"));
    await_init();
    struct pollfd set = {.fd = container.launch.init_socket, .events = POLLIN};
    CHECK(poll(&set, 1, 200) == 0);
    CHECK(!is_committed() && !container.launch.committed && !container.launch.released);
    launch_allow_commit(&container.launch, &container.event);
    CHECK(container.event.type == LAUNCH_NOTHING);
    CHECK(is_committed() && container.launch.committed && container.launch.released);
    CHECK(container_next(&container) == LAUNCH_READY);
    CHECK(WEXITSTATUS(container_wait(&container)) == 4);
}

static void containerIsNotCommittedBeforeInitIsReady(void)
{
    launch(LIST("true"));
    launch_allow_commit(&container.launch, &container.event);
    CHECK(container.event.type == LAUNCH_NOTHING && !is_committed());
    CHECK(container_next(&container) == LAUNCH_READY);
    CHECK(is_committed() && container_wait(&container) == 0);
}

static void recordThatIsMissingIsAFailedLaunch(void)
{
    launch(LIST("true"));
    CHECK(unlink(written()) == 0);
    launch_allow_commit(&container.launch, &container.event);
    CHECK(container_next(&container) == LAUNCH_FAILED);
    CHECK(container.failure.number == ENOENT);
    CHECK(strncmp(container.failure.detail, "rename: ", 8) == 0);
    CHECK(container.failure.operation == container.encoder.operations - 1);
    CHECK(!container.launch.committed && container.launch.pid == 0);
}

static void directoryIsRefusedBeforeTheCommit(void)
{
    launch(LIST("/etc"));
    launch_allow_commit(&container.launch, &container.event);
    CHECK(container_next(&container) == LAUNCH_FAILED && !container.launch.committed);
    launch_close(&container.launch);
}

static void fileThatIsNoProgramFailsAfterTheCommit(void)
{
    container_prepare(&container);
    write_file(scratch_path("root/bin/bad"), "not a program");
    CHECK(chmod(scratch_path("root/bin/bad"), 0755) == 0);
    encode(&container.encoder, 'H', OPERATION_clone_init, ALL_NAMESPACES, NO_SLOT);
    encode_filesystem(&container);
    encode(&container.encoder, 'I', OPERATION_execute, LIST("/bin/bad"));
    encode(&container.encoder, 'L', OPERATION_commit, written(), scratch_path("record"));
    write_file(written(), "{}");
    CHECK(container_launch(&container) == 0);
    launch_allow_commit(&container.launch, &container.event);
    CHECK(container_next(&container) == LAUNCH_FAILED);
    CHECK(container.failure.number == ENOEXEC && container.launch.committed && is_committed());
    CHECK(container.launch.pid == 0);
}

static void initThatIsKilledWhileItWaitsHasDied(void)
{
    launch(LIST("true"));
    await_init();
    kill(container.launch.pid, SIGKILL);
    CHECK(container_next(&container) == LAUNCH_FAILED);
    CHECK(container.failure.kind == FAILURE_DIED && !container.launch.committed);
    /* It is allowed when it is too late. */
    launch_allow_commit(&container.launch, &container.event);
    CHECK(container.event.type == LAUNCH_NOTHING && !is_committed());
}

const struct test commit_tests[] = {
    TEST(initWaitsUntilItMayBeCommitted),
    TEST(containerIsNotCommittedBeforeInitIsReady),
    TEST(recordThatIsMissingIsAFailedLaunch),
    TEST(directoryIsRefusedBeforeTheCommit),
    TEST(fileThatIsNoProgramFailsAfterTheCommit),
    TEST(initThatIsKilledWhileItWaitsHasDied),
    {NULL, NULL},
};
