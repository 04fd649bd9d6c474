/* What a launch says when it goes wrong, and that nothing is left behind. */
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "container.h"
#include "harness.h"
#include "io.h"

static struct container container;

static void prepare(void)
{
    container_prepare(&container);
    encode_host(&container, ALL_NAMESPACES);
    encode_filesystem(&container);
}

/* Launches what must fail before the gate; that it did so, and that init was reaped. */
static void fails(enum failure_kind kind, int number, const char *detail)
{
    CHECK(container_launch(&container) == 0);
    CHECK(container_next(&container) == LAUNCH_FAILED);
    CHECK_STRING(container.failure.detail, detail);
    CHECK(container.failure.kind == (uint32_t)kind && container.failure.number == number);
    CHECK(container.launch.pid == 0 && waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
}

static void missingProgramIsNamed(void)
{
    prepare();
    encode_process(&container, LIST("foo"));
    fails(FAILURE_ERRNO, ENOENT, "exec: foo");
}

/* An end that is closed with something unread is told to the other one before what was said. */
static void failureIsHeardThoughTheReleaseWasNotRead(void)
{
    prepare();
    encode(&container.encoder, 'I', OPERATION_run_hook, "/bin/sh",
           LIST("sh", "-c", "sleep 0.1; exit 3"), LIST("PATH=/bin"), 0U);
    encode_process(&container, LIST("true"));
    CHECK(container_launch(&container) == 0);
    launch_release_ahead(&container.launch);
    CHECK(container.launch.released);
    siginfo_t ended;
    CHECK(waitid(P_PID, (id_t)container.launch.pid, &ended, WEXITED | WNOWAIT) == 0);
    CHECK(container_next(&container) == LAUNCH_FAILED);
    CHECK(container.failure.kind == FAILURE_EXIT && container.failure.number == 3);
}

static void missingPathIsNamed(void)
{
    prepare();
    encode_process(&container, LIST("/foo"));
    fails(FAILURE_ERRNO, ENOENT, "stat: /foo");
}

static void directoryIsNoProgram(void)
{
    prepare();
    encode_process(&container, LIST("/bin"));
    fails(FAILURE_ERRNO, EISDIR, "exec: /bin");
}

static void fileWithoutExecutePermissionIsNoProgram(void)
{
    prepare();
    write_file(scratch_path("root/etc/text"), "text");
    encode_process(&container, LIST("/etc/text"));
    fails(FAILURE_ERRNO, EACCES, "exec: /etc/text");
}

static uint64_t clock_now(void)
{
    struct timespec now;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (uint64_t)now.tv_sec * 1000000000ULL + (uint64_t)now.tv_nsec;
}

static void timesOfOperationsAreKeptOfClientAndInitAlike(void)
{
    container_prepare(&container);
    encode(&container.encoder, 'H', OPERATION_record_times);
    encode_host(&container, ALL_NAMESPACES);
    encode_filesystem(&container);
    encode_process(&container, LIST("/bin/true"));
    uint64_t before = clock_now();
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_READY);
    uint64_t after = clock_now();
    const struct operation_time *times = container.launch.times;
    CHECK(times != NULL && times[0].begin == 0 && times[0].end >= before);
    uint64_t last = before;
    for (uint32_t i = 1; i < container.launch.program->operation_count; i++) {
        const struct operation *operation = &container.launch.program->operations[i];
        if (operation->number == OPERATION_gate || operation->number == OPERATION_execute)
            continue;
        CHECK(times[i].begin >= last && times[i].begin <= after);
        CHECK(times[i].end >= times[i].begin && times[i].end <= after);
        last = operation->number == OPERATION_clone_init ? times[i].begin : times[i].end;
    }
    CHECK(container_start(&container, "{}") && container_wait(&container) == 0);
}

static void noTimesAreKeptUnasked(void)
{
    prepare();
    encode_process(&container, LIST("/bin/true"));
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_READY);
    CHECK(container.launch.times == NULL);
    CHECK(container_start(&container, "{}") && container_wait(&container) == 0);
}

static void failureOfExecIsReportedAtTheStart(void)
{
    prepare();
    write_file(scratch_path("root/bin/bad"), "not a program");
    CHECK(chmod(scratch_path("root/bin/bad"), 0755) == 0);
    encode_process(&container, LIST("bad"));
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_READY);
    CHECK(!container_start(&container, "{}") && container.executing);
    CHECK(container.failure.number == ENOEXEC);
    CHECK_STRING(container.failure.detail, "exec: /bin/bad");
    CHECK(container_wait(&container) != 0);
}

static void initThatIsKilledBeforeTheExecDoesNotSayThatItExecutes(void)
{
    prepare();
    encode(&container.encoder, 'I', OPERATION_set_environment, LIST("PATH=/bin"));
    encode(&container.encoder, 'I', OPERATION_gate, SLOT_GATE, SLOT_REPORT);
    encode(&container.encoder, 'I', OPERATION_run_hook, "/bin/sh",
           LIST("sh", "-c", "echo x >/etc/hook; sleep 20"), LIST("PATH=/bin"), 0U);
    encode(&container.encoder, 'I', OPERATION_execute, LIST("true"));
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_READY);
    if (fork() == 0) {
        while (read_text(scratch_path("root/etc/hook"))[0] != 'x')
            usleep(1000);
        kill(container.launch.pid, SIGKILL);
        _exit(0);
    }
    CHECK(!container_start(&container, "{}") && !container.executing);
    CHECK(WTERMSIG(container_wait(&container)) == SIGKILL);
}

static void kernelsOwnMessageIsInTheDetail(void)
{
    prepare();
    encode(&container.encoder, 'I', OPERATION_new_mount, SLOT_MOUNT, "tmpfs", "tmpfs", (uint64_t)0,
           LIST("size=many"));
    encode_process(&container, LIST("true"));
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_FAILED);
    CHECK(strstr(container.failure.detail, "Bad value for 'size'") != NULL);
    CHECK(strncmp(container.failure.detail, "fsconfig: size=many: ", 21) == 0);
    CHECK(container.failure.operation == container.encoder.operations - 5);
}

static void hookThatFailsIsTold(void)
{
    prepare();
    encode(&container.encoder, 'I', OPERATION_run_hook, "/bin/sh",
           LIST("sh", "-c", "echo why; exit 3"), LIST(), 0U);
    encode_process(&container, LIST("true"));
    fails(FAILURE_EXIT, 3, "why\n");
}

static void stagesWaitAndHooksGetTheState(void)
{
    prepare();
    encode(&container.encoder, 'I', OPERATION_sync, 7U);
    encode(&container.encoder, 'I', OPERATION_run_hook, "/bin/sh",
           LIST("sh", "-c", "cat >/etc/created"), LIST("PATH=/bin"), 0U);
    encode(&container.encoder, 'I', OPERATION_set_environment, LIST("PATH=/bin"));
    encode(&container.encoder, 'I', OPERATION_gate, SLOT_GATE, SLOT_REPORT);
    encode(&container.encoder, 'I', OPERATION_run_hook, "/bin/sh",
           LIST("sh", "-c", "cat >/etc/started"), LIST("PATH=/bin"), 0U);
    encode(&container.encoder, 'I', OPERATION_execute, LIST("true"));
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_STAGE);
    CHECK(container.event.stage == 7);
    CHECK(launch_proceed(&container.launch, "creating", 8, &container.failure) == 0);
    CHECK(container_next(&container) == LAUNCH_READY);
    CHECK(container_start(&container, "created") && container_wait(&container) == 0);
    CHECK_STRING(read_text(scratch_path("root/etc/created")), "creating");
    CHECK_STRING(read_text(scratch_path("root/etc/started")), "created");
}

static void initThatIsKilledHasDied(void)
{
    prepare();
    encode(&container.encoder, 'I', OPERATION_sync, 1U);
    encode_process(&container, LIST("true"));
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_STAGE);
    kill(container.launch.pid, SIGKILL);
    CHECK(container_next(&container) == LAUNCH_FAILED);
    CHECK(container.failure.kind == FAILURE_DIED && container.failure.number == SIGKILL);
}

static void initDiesWithItsClient(void)
{
    prepare();
    CHECK(chmod(scratch_path("root/etc"), 0777) == 0);
    encode(&container.encoder, 'I', OPERATION_set_umask, 0U);
    encode(&container.encoder, 'I', OPERATION_set_user, 5U, 5U, NULL, 0U, 0U);
    /* Busy, so that it is not the socket's end that tells it. */
    encode(&container.encoder, 'I', OPERATION_run_hook, "/bin/sh",
           LIST("sh", "-c", "echo x >/etc/hook; sleep 20"), LIST("PATH=/bin"), 0U);
    encode_process(&container, LIST("true"));
    int ends[2];
    CHECK(pipe(ends) == 0);
    CHECK(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
    pid_t client = fork();
    if (client == 0) {
        CHECK(container_launch(&container) == 0);
        CHECK(write(ends[1], &container.launch.pid, sizeof(pid_t)) == sizeof(pid_t));
        pause();
    }
    pid_t init;
    CHECK(read(ends[0], &init, sizeof(init)) == sizeof(init));
    char hook[512];
    snprintf(hook, sizeof(hook), "%s", scratch_path("root/etc/hook"));
    while (read_text(hook)[0] != 'x')
        usleep(1000);
    kill(client, SIGKILL);
    CHECK(waitpid(client, NULL, 0) == client);
    int status;
    CHECK(waitpid(init, &status, 0) == init && WTERMSIG(status) == SIGKILL);
}

static void initAtTheGateOutlivesItsClient(void)
{
    prepare();
    encode_process(&container, LIST("sh", "-c", "exit 5"));
    CHECK(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
    int ends[2];
    CHECK(pipe(ends) == 0);
    pid_t client = fork();
    if (client == 0) {
        CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_READY);
        CHECK(write(ends[1], &container.launch.pid, sizeof(pid_t)) == sizeof(pid_t));
        _exit(0);
    }
    CHECK(read(ends[0], &container.launch.pid, sizeof(pid_t)) == sizeof(pid_t));
    CHECK(waitpid(client, NULL, 0) == client);
    CHECK(container_start(&container, "{}"));
    CHECK(WEXITSTATUS(container_wait(&container)) == 5);
}

static int open_gate(void)
{
    int gate = open(container.gate_path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    CHECK(gate >= 0);
    return gate;
}

/* How often init was given the CPU, as the scheduler counted. */
static long switches_of_init(void)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/status", (int)container.launch.pid);
    const char *text = strstr(read_text(path), "\nvoluntary_ctxt_switches:");
    CHECK(text != NULL);
    return atol(strchr(text, ':') + 1);
}

static void startThatDiesWithinItsMessageLeavesTheGateUsable(void)
{
    prepare();
    encode_process(&container, LIST("true"));
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_READY);
    const char part[GATE_HEADER_SIZE + 1] = {1, 0, 0, 0, 0, 0, 0, 0, (char)200};
    for (size_t cut = 1; cut <= sizeof(part); cut++) {
        int gate = open_gate();
        CHECK(write(gate, part, cut) == (ssize_t)cut);
        usleep(5000);
        close(gate);
        usleep(5000);
    }
    CHECK(container_start(&container, "{}") && container_wait(&container) == 0);
}

/* The gate is never without a writer here, and the parts come in any order. */
static void startsWhosePartsAreMixedAreToldApart(void)
{
    static char dead[3 * GATE_PART_SIZE + 1];
    static char state[2 * GATE_PART_SIZE + 8];
    memset(dead, 'd', sizeof(dead) - 1);
    memset(state, ' ', sizeof(state) - 1);
    memcpy(state, "begin", 5);
    memcpy(state + sizeof(state) - 4, "end", 3);
    prepare();
    encode(&container.encoder, 'I', OPERATION_set_environment, LIST("PATH=/bin"));
    encode(&container.encoder, 'I', OPERATION_gate, SLOT_GATE, SLOT_REPORT);
    encode(&container.encoder, 'I', OPERATION_run_hook, "/bin/sh",
           LIST("sh", "-c", "set -- $(cat); [ \"$1 $2 $#\" = 'begin end 2' ]"), LIST("PATH=/bin"),
           0U);
    encode(&container.encoder, 'I', OPERATION_execute, LIST("true"));
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_READY);
    cleanup_fd int gate = open_gate();
    const uint32_t size = GATE_PART_SIZE;
    container_write_gate(gate, 1, dead, sizeof(dead) - 1, 0);
    container_write_gate(gate, 1, dead, sizeof(dead) - 1, size);
    container_write_gate(gate, 2, state, sizeof(state) - 1, 0);
    container_write_gate(gate, 1, dead, sizeof(dead) - 1, 2 * size);
    CHECK(container_start(&container, state) && container_wait(&container) == 0);
}

static void initSleepsAfterProbesOfItsGateAndStartsAtOnce(void)
{
    prepare();
    encode_process(&container, LIST("true"));
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_READY);
    for (int probe = 0; probe < 3; probe++)
        close(open_gate());
    usleep(50000);
    long before = switches_of_init();
    usleep(300000);
    CHECK(switches_of_init() == before);
    CHECK(container_start(&container, "{}") && container_wait(&container) == 0);
}

static void failedHostOperationLeavesNothing(void)
{
    container_prepare(&container);
    encode(&container.encoder, 'H', OPERATION_open_tree, SLOT_FREE, "/absent", 0U);
    encode_host(&container, ALL_NAMESPACES);
    encode_process(&container, LIST("true"));
    CHECK(container_launch(&container) == -1);
    CHECK(container.failure.operation == 0 && container.failure.number == ENOENT);
    CHECK_STRING(container.failure.detail, "open_tree: /absent");
    CHECK(waitpid(-1, NULL, 0) == -1 && errno == ECHILD);
}

static void failedParentOperationKillsInit(void)
{
    container_prepare(&container);
    encode_host(&container, ALL_NAMESPACES | CLONE_NEWUSER);
    encode(&container.encoder, 'P', OPERATION_write_proc_file, "uid_map", "nonsense");
    encode_process(&container, LIST("true"));
    CHECK(container_launch(&container) == -1 && container.failure.number == EINVAL);
    CHECK(waitpid(-1, NULL, 0) == -1 && errno == ECHILD);
    /* Its end was told by the failure, and is not told again: nothing is left to listen to. */
    CHECK(container.launch.init_socket == -1);
}

static void programWithoutGateIsReadyWhenItExecuted(void)
{
    prepare();
    encode(&container.encoder, 'I', OPERATION_set_environment, LIST("PATH=/bin"));
    encode(&container.encoder, 'I', OPERATION_execute, LIST("sh", "-c", "exit 4"));
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_READY);
    CHECK(WEXITSTATUS(container_wait(&container)) == 4);
}

static void mapHelperGetsThePid(void)
{
    container_prepare(&container);
    encode_host(&container, ALL_NAMESPACES | CLONE_NEWUSER);
    encode(&container.encoder, 'P', OPERATION_run_map_helper,
           LIST("sh", "-c", "echo \"$0\"; exit 9", "x"));
    encode_process(&container, LIST("true"));
    CHECK(container_launch(&container) == -1);
    /* sh PID -c ...: no shell takes a pid for a script. */
    CHECK(container.failure.kind == FAILURE_EXIT && container.failure.number != 0);
}

const struct test launch_tests[] = {
    TEST(missingProgramIsNamed),
    TEST(failureIsHeardThoughTheReleaseWasNotRead),
    TEST(missingPathIsNamed),
    TEST(directoryIsNoProgram),
    TEST(fileWithoutExecutePermissionIsNoProgram),
    TEST(timesOfOperationsAreKeptOfClientAndInitAlike),
    TEST(noTimesAreKeptUnasked),
    TEST(failureOfExecIsReportedAtTheStart),
    TEST(initThatIsKilledBeforeTheExecDoesNotSayThatItExecutes),
    TEST(kernelsOwnMessageIsInTheDetail),
    TEST(hookThatFailsIsTold),
    TEST(stagesWaitAndHooksGetTheState),
    TEST(initThatIsKilledHasDied),
    TEST(initDiesWithItsClient),
    TEST(initAtTheGateOutlivesItsClient),
    TEST(startThatDiesWithinItsMessageLeavesTheGateUsable),
    TEST(startsWhosePartsAreMixedAreToldApart),
    TEST(initSleepsAfterProbesOfItsGateAndStartsAtOnce),
    TEST(failedHostOperationLeavesNothing),
    TEST(failedParentOperationKillsInit),
    TEST(programWithoutGateIsReadyWhenItExecuted),
    TEST(mapHelperGetsThePid),
    {NULL, NULL},
};
