#include "hook.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"
#include "io.h"

static struct hook_output output;
static struct failure failure;

static int run_hook(const char *script, uint32_t timeout_ms, int stdin_fd,
                    bool (*abandoned)(const void *context))
{
    char *argv[] = {(char[]){"sh"}, (char[]){"-c"}, (char *)(uintptr_t)script, NULL};
    char *environment[] = {(char[]){"PATH=/bin:/usr/bin"}, (char[]){"A=b"}, NULL};
    struct hook hook = {.path = "/bin/sh",
                        .argv = argv,
                        .environment = environment,
                        .timeout_ms = timeout_ms,
                        .stdin_fd = stdin_fd,
                        .signals = -1,
                        .abandoned = abandoned};
    failure_clear(&failure);
    int result = hook_run(&hook, &output, &failure);
    CHECK(output.length < sizeof(output.bytes) || result == 0);
    if (output.length < sizeof(output.bytes))
        output.bytes[output.length] = '\0';
    return result;
}

static int run_script(const char *script, uint32_t timeout_ms, int stdin_fd)
{
    return run_hook(script, timeout_ms, stdin_fd, NULL);
}

/* An orphan is a zombie until someone reaps it, but no longer running. */
static void check_ends(pid_t process)
{
    char path[64];
    CHECK(process > 0);
    for (int i = 0; i < 500 && kill(process, 0) == 0; i++) {
        snprintf(path, sizeof(path), "/proc/%d/stat", (int)process);
        if (strstr(read_text(path), ") Z ") != NULL)
            return;
        usleep(10000);
    }
    CHECK(kill(process, 0) == -1 && errno == ESRCH);
}

static void hookReadsTheStateAndItsEnvironment(void)
{
    int state = memory_file("state", "{}", 2);
    CHECK(run_script("cat; echo $A; echo e >&2", 0, state) == 0);
    CHECK_STRING(output.bytes, "{}b\ne\n");
    /* From the start again, for the next hook. */
    CHECK(run_script("cat", 0, state) == 0);
    CHECK_STRING(output.bytes, "{}");
}

static void exitCodeIsToldWithTheOutput(void)
{
    CHECK(run_script("echo why; exit 7", 0, -1) == -1);
    CHECK(failure.kind == FAILURE_EXIT && failure.number == 7);
    CHECK_STRING(failure.detail, "why\n");
}

static void signalIsTold(void)
{
    CHECK(run_script("kill -9 $$", 0, -1) == -1);
    CHECK(failure.kind == FAILURE_SIGNAL && failure.number == SIGKILL);
}

static void timeoutKillsTheGroup(void)
{
    CHECK(run_script("sleep 60 & echo $!; wait", 200, -1) == -1);
    CHECK(failure.kind == FAILURE_TIMEOUT && failure.number == 200);
    check_ends(atoi(failure.detail));
}

static bool is_abandoned(const void *context)
{
    (void)context;
    return true;
}

static void abandonedHookIsKilledWithItsGroup(void)
{
    CHECK(run_hook("sleep 60 & echo $!; wait", 0, -1, is_abandoned) == -1);
    CHECK(failure.kind == FAILURE_SIGNAL && failure.number == SIGKILL);
    check_ends(atoi(failure.detail));
}

static void hookEndsWithItsRunner(void)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    pid_t runner = fork();
    if (runner == 0) {
        char text[128];
        snprintf(text, sizeof(text), "echo $$ >/proc/%d/fd/%d; exec sleep 60", (int)getpid(),
                 ends[1]);
        (void)run_script(text, 0, -1);
        _exit(0);
    }
    char pid[32] = "";
    CHECK(read(ends[0], pid, sizeof(pid) - 1) > 0);
    CHECK(kill(runner, SIGKILL) == 0 && waitpid(runner, NULL, 0) == runner);
    check_ends(atoi(pid));
}

/* A lease that nobody gives back holds up whoever opens the file, exec included. */
static void timeoutCoversTheExec(void)
{
    const char *program = scratch_path("leased");
    char *argv[] = {(char[]){"leased"}, NULL};
    struct hook hook = {.path = program,
                        .argv = argv,
                        .environment = argv + 1,
                        .timeout_ms = 200,
                        .stdin_fd = -1,
                        .signals = -1};
    write_file(program, "#!/bin/sh\n");
    CHECK(chmod(program, 0755) == 0 && signal(SIGIO, SIG_IGN) != SIG_ERR);
    int fd = open(program, O_RDONLY | O_CLOEXEC);
    if (fcntl(fd, F_SETLEASE, F_WRLCK) != 0)
        skip_test("no leases on this file system");
    failure_clear(&failure);
    CHECK(hook_run(&hook, &output, &failure) == -1);
    CHECK(failure.kind == FAILURE_TIMEOUT && failure.number == 200);
    CHECK(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
}

/* Runs a guarded hook in a child of ours; answers the child's pid. The hook writes to fd `out`. */
static pid_t fork_guarded(const char *script, int signals, int out)
{
    pid_t runner = fork();
    if (runner != 0)
        return runner;
    char *argv[] = {(char[]){"sh"}, (char[]){"-c"}, (char *)(uintptr_t)script, NULL};
    char name[64];
    snprintf(name, sizeof(name), "OUT=/proc/%d/fd/%d", (int)getpid(), out);
    char *environment[] = {(char[]){"PATH=/bin:/usr/bin"}, name, NULL};
    struct hook hook = {.path = "/bin/sh",
                        .argv = argv,
                        .environment = environment,
                        .stdin_fd = -1,
                        .signals = signals,
                        .guarded = true};
    _exit(hook_run(&hook, &output, &failure) == 0 ? 0 : (int)failure.number);
}

static void groupOfAGuardedHookEndsWithItsRunner(void)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    pid_t runner = fork_guarded("sleep 60 & echo $! >$OUT; wait", -1, ends[1]);
    char pid[32] = "";
    CHECK(read(ends[0], pid, sizeof(pid) - 1) > 0);
    CHECK(kill(runner, SIGKILL) == 0 && waitpid(runner, NULL, 0) == runner);
    check_ends(atoi(pid));
}

/* A hook may leave a daemon behind: the keeper is all that goes. */
static void groupOfAGuardedHookThatEndedIsLetLive(void)
{
    int ends[2];
    int status;
    CHECK(pipe(ends) == 0);
    pid_t runner = fork_guarded("sleep 60 & echo $! >$OUT", -1, ends[1]);
    char pid[32] = "";
    CHECK(read(ends[0], pid, sizeof(pid) - 1) > 0);
    CHECK(waitpid(runner, &status, 0) == runner && status == 0);
    pid_t left = atoi(pid);
    pid_t group = getpgid(left);
    CHECK(group > 0 && kill(left, 0) == 0);
    /* All of the group but the daemon is gone, its leader among them. */
    CHECK(kill(group, 0) == -1 && errno == ESRCH);
    CHECK(kill(left, SIGKILL) == 0);
}

static void heldSignalsGoToTheHookAndArePendingAfterwards(void)
{
    sigset_t set;
    int ends[2];
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    CHECK(sigprocmask(SIG_BLOCK, &set, NULL) == 0 && pipe(ends) == 0);
    int signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    char *argv[] = {(char[]){"sh"}, (char[]){"-c"}, (char[]){"kill -TERM $PPID; sleep 60 & wait"},
                    NULL};
    char *environment[] = {(char[]){"PATH=/bin:/usr/bin"}, NULL};
    struct hook hook = {.path = "/bin/sh",
                        .argv = argv,
                        .environment = environment,
                        .stdin_fd = -1,
                        .signals = signals,
                        .guarded = true};
    CHECK(hook_run(&hook, &output, &failure) == -1);
    CHECK(failure.kind == FAILURE_SIGNAL && failure.number == SIGTERM);
    struct signalfd_siginfo information;
    CHECK(read(signals, &information, sizeof(information)) == sizeof(information));
    CHECK(information.ssi_signo == SIGTERM);
}

static void missingProgramIsAnErrno(void)
{
    char *none[] = {NULL};
    struct hook hook = {
        .path = "/absent", .argv = none, .environment = none, .stdin_fd = -1, .signals = -1};
    CHECK(hook_run(&hook, &output, &failure) == -1);
    CHECK(failure.kind == FAILURE_ERRNO && failure.number == ENOENT);
    CHECK_STRING(failure.detail, "execve: /absent");
}

static void outputIsBounded(void)
{
    CHECK(run_script("head -c 300000 /dev/zero", 0, -1) == 0);
    CHECK(output.length == HOOK_OUTPUT_SIZE);
}

static void descriptorsAreNotInherited(void)
{
    CHECK(open("/etc", O_RDONLY) >= 0);
    CHECK(run_script("ls /proc/self/fd | tr '\\n' ' '", 0, -1) == 0);
    CHECK_STRING(output.bytes, "0 1 2 3 ");
}

static void descendantThatHoldsTheOutputIsNotWaitedFor(void)
{
    struct timespec begin;
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    CHECK(run_script("sleep 5 & echo started", 0, -1) == 0);
    clock_gettime(CLOCK_MONOTONIC, &end);
    CHECK(end.tv_sec - begin.tv_sec < 4);
    CHECK_STRING(output.bytes, "started\n");
}

static void hookIsFoundInThePath(void)
{
    char *argv[] = {(char[]){"true"}, NULL};
    struct hook hook = {.path = "true",
                        .argv = argv,
                        .environment = argv + 1,
                        .stdin_fd = -1,
                        .signals = -1,
                        .search_path = true};
    CHECK(hook_run(&hook, &output, &failure) == 0);
}

/* Counts what is taken. */
static int count(void *context, const struct hook_output *full)
{
    *(size_t *)context += full->length;
    return 0;
}

static void outputThatIsTakenIsNotBounded(void)
{
    size_t taken = 0;
    char *argv[] = {(char[]){"head"}, (char[]){"-c"}, (char[]){"1000000"}, (char[]){"/dev/zero"},
                    NULL};
    struct hook hook = {.path = "head",
                        .argv = argv,
                        .environment = argv + 4,
                        .stdin_fd = -1,
                        .signals = -1,
                        .search_path = true,
                        .take = count,
                        .context = &taken};
    CHECK(hook_run(&hook, &output, &failure) == 0);
    CHECK(taken > 0 && taken + output.length == 1000000);
}

static void hookWorksWhereStdioIsClosed(void)
{
    int state = memory_file("state", "{}", 2);
    close(0);
    close(1);
    int result = run_script("cat", 0, state);
    CHECK(result == 0);
    CHECK_STRING(output.bytes, "{}");
}

const struct test hook_tests[] = {
    TEST(hookReadsTheStateAndItsEnvironment),
    TEST(exitCodeIsToldWithTheOutput),
    TEST(signalIsTold),
    TEST(timeoutKillsTheGroup),
    TEST(abandonedHookIsKilledWithItsGroup),
    TEST(hookEndsWithItsRunner),
    TEST(timeoutCoversTheExec),
    TEST(groupOfAGuardedHookEndsWithItsRunner),
    TEST(groupOfAGuardedHookThatEndedIsLetLive),
    TEST(heldSignalsGoToTheHookAndArePendingAfterwards),
    TEST(missingProgramIsAnErrno),
    TEST(outputIsBounded),
    TEST(descriptorsAreNotInherited),
    TEST(descendantThatHoldsTheOutputIsNotWaitedFor),
    TEST(hookIsFoundInThePath),
    TEST(outputThatIsTakenIsNotBounded),
    TEST(hookWorksWhereStdioIsClosed),
    {NULL, NULL},
};
