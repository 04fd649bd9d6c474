/* A process that is launched into a container that is there. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "container.h"
#include "harness.h"
#include "io.h"
#include "kernel.h"

static struct container container;
static struct container joined;

static void boot(void)
{
    container_prepare(&container);
    encode_host(&container, ALL_NAMESPACES);
    encode_filesystem(&container);
    encode_process(&container, LIST("true"));
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_READY);
}

/* The operations up to the join of init, which is said to have started then. */
static void encode_join(uint64_t start_time)
{
    joined.report = -1;
    CHECK(getrlimit(RLIMIT_NOFILE, &joined.descriptors) == 0);
    encode_begin(&joined.encoder, SLOT_COUNT);
    encode(&joined.encoder, 'H', OPERATION_open_process, SLOT_FREE, (uint32_t)container.launch.pid,
           start_time);
    encode(&joined.encoder, 'H', OPERATION_open_file, SLOT_MOUNT, "/dev/shm", O_RDONLY);
    encode(&joined.encoder, 'H', OPERATION_open_file, SLOT_GATE, scratch_path("gate"), O_RDWR);
    encode(&joined.encoder, 'H', OPERATION_clone_init, (uint64_t)0, NO_SLOT);
    encode(&joined.encoder, 'E', OPERATION_write_proc_file, "oom_score_adj", "321");
    encode(&joined.encoder, 'E', OPERATION_join_cgroup, SLOT_GATE);
    encode(&joined.encoder, 'E', OPERATION_join_process, SLOT_FREE, ALL_NAMESPACES);
}

static void encode_sleep(void)
{
    encode(&joined.encoder, 'I', OPERATION_set_environment, LIST("PATH=/bin"));
    encode(&joined.encoder, 'I', OPERATION_execute, LIST("sleep", "100"));
}

static void end(void)
{
    (void)launch_kill(&joined.launch);
    launch_close(&joined.launch);
    (void)launch_kill(&container.launch);
    launch_close(&container.launch);
}

/* Whether both processes are in one namespace of that name. */
static bool share(const char *name)
{
    const pid_t pids[] = {container.launch.pid, joined.launch.pid};
    char links[2][64] = {{0}, {0}};
    for (size_t i = 0; i < COUNT_OF(pids); i++) {
        char path[64];
        snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int)pids[i], name);
        CHECK(readlink(path, links[i], sizeof(links[i]) - 1) > 0);
    }
    return strcmp(links[0], links[1]) == 0;
}

static void processIsInTheNamespacesOfInit(void)
{
    boot();
    encode_join(container.launch.start_time);
    encode_sleep();
    CHECK(container_launch(&joined) == 0 && container_next(&joined) == LAUNCH_READY);
    CHECK(share("mnt") && share("pid") && share("net") && share("uts") && share("ipc"));
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/oom_score_adj", (int)joined.launch.pid);
    CHECK_STRING(read_text(path), "321\n");
    /* A child of ours that has not ended. */
    CHECK(waitpid(joined.launch.pid, NULL, WNOHANG) == 0);
    end();
}

/* Descriptors from 3 upwards. */
static size_t open_descriptors(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
    DIR *directory = opendir(path);
    CHECK(directory != NULL);
    size_t count = 0;
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory))
        count += atoi(entry->d_name) >= 3;
    closedir(directory);
    return count;
}

/* Whoever may trace in the container sees all that it has, from its first moment. */
static void onlySlotsThatAreYetOfUseStayOpen(void)
{
    boot();
    cleanup_fd int host = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    CHECK(host >= 0);
    encode_join(container.launch.start_time);
    encode(&joined.encoder, 'I', OPERATION_sync, 5U);
    encode_sleep();
    CHECK(container_launch(&joined) == 0 && container_next(&joined) == LAUNCH_STAGE);
    /* The link, and the slot that was opened for later. */
    CHECK(open_descriptors(joined.launch.pid) == 2);
    end();
}

static void processOfThatNumberThatStartedLaterIsNotJoined(void)
{
    boot();
    encode_join(container.launch.start_time + 1);
    encode_sleep();
    CHECK(container_launch(&joined) != 0);
    CHECK(joined.failure.kind == FAILURE_ERRNO && joined.failure.number == ESRCH);
    CHECK(joined.failure.operation == 0 && strncmp(joined.failure.detail, "pidfd_open: ", 12) == 0);
    CHECK(joined.launch.pid == 0);
    end();
}

static void failureOfTheIntermediateIsTold(void)
{
    boot();
    encode_join(container.launch.start_time);
    encode(&joined.encoder, 'E', OPERATION_join_cgroup, SLOT_FREE + 1);
    encode_sleep();
    CHECK(container_launch(&joined) != 0);
    CHECK(joined.failure.kind == FAILURE_ERRNO && joined.failure.number == EBADF);
    CHECK(joined.launch.pid == 0 && waitpid(-1, NULL, WNOHANG) == 0);
    end();
}

const struct test join_tests[] = {
    TEST(processIsInTheNamespacesOfInit),
    TEST(onlySlotsThatAreYetOfUseStayOpen),
    TEST(processOfThatNumberThatStartedLaterIsNotJoined),
    TEST(failureOfTheIntermediateIsTold),
    {NULL, NULL},
};
