/* The system call filter: when it is loaded, with which rights, and where its listener goes. */
#include <errno.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "container.h"
#include "harness.h"
#include "io.h"
#include "kernel.h"

#define SYS_ADMIN (1ULL << CAP_SYS_ADMIN)
#define MAX_CALLS 32U

static struct container container;

static void prepare(void)
{
    container_prepare(&container);
    encode_host(&container, ALL_NAMESPACES);
    encode_filesystem(&container);
}

/* A filter with one action for all of the calls (ended by -1), and allow for the others. */
struct filter {
    struct sock_filter code[2 * MAX_CALLS + 2];
    uint32_t length;
};

static void add(struct filter *filter, struct sock_filter instruction)
{
    filter->code[filter->length / sizeof(instruction)] = instruction;
    filter->length += (uint32_t)sizeof(instruction);
}

static struct filter filter_of(uint32_t action, const long *calls)
{
    struct filter filter = {.length = 0};
    add(&filter,
        (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
    for (; *calls >= 0; calls++) {
        add(&filter,
            (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)*calls, 0, 1));
        add(&filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action));
    }
    add(&filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    return filter;
}

#define CALLS(...) ((const long[]){__VA_ARGS__, -1})

static void encode_filter(uint32_t slot, uint32_t flags, const struct filter *filter, uint64_t held)
{
    encode(&container.encoder, 'I', OPERATION_load_seccomp, slot, flags, filter->code,
           filter->length, held);
}

static void processIsFiltered(void)
{
    prepare();
    struct filter filter = filter_of(SECCOMP_RET_ERRNO | ENOSPC, CALLS(SYS_mkdirat
#ifdef SYS_mkdir
                                                                       ,
                                                                       SYS_mkdir
#endif
                                                                       ));
    encode_filter(NO_SLOT, KERNEL_SECCOMP_TSYNC | KERNEL_SECCOMP_LOG, &filter, 0);
    encode_process(&container,
                   LIST("sh", "-c", "mkdir /tmp/x 2>&1; grep ^Seccomp: /proc/self/status"));
    CHECK_STRING(container_output(&container),
                 "mkdir: can't create directory '/tmp/x': No space left on device\nSeccomp:\t2\n");
}

/* What init does between the load_seccomp operation and the process is not the filter's business.
 */
static void onlyTheExecNeedsToBeAllowed(void)
{
    prepare();
    struct filter filter = filter_of(
        SECCOMP_RET_KILL_PROCESS,
        CALLS(SYS_sendmsg, SYS_recvmsg, SYS_epoll_create1, SYS_epoll_ctl, SYS_memfd_create,
              SYS_close_range, SYS_umask, SYS_capset, SYS_seccomp, SYS_fcntl, SYS_openat2));
    encode_filter(NO_SLOT, 0, &filter, 0);
    encode(&container.encoder, 'I', OPERATION_run_hook, "/bin/true", LIST("true"), LIST(), 0U);
    encode_process(&container, LIST("echo", "here"));
    CHECK_STRING(container_output(&container), "here\n");
}

/* The last capability set, as of an ordinary user, but for what the filter needs. */
static void become_user(uint64_t held)
{
    encode(&container.encoder, 'I', OPERATION_set_user, 1000U, 1000U, NULL, 0U, 0U);
    encode(&container.encoder, 'I', OPERATION_set_capabilities, held, held, (uint64_t)0,
           (uint64_t)0);
}

/* Starts it; that this failed at the load_seccomp operation. */
static void fails_to_start(uint32_t operation, int number, const char *detail)
{
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_READY);
    CHECK(!container_start(&container, "{}"));
    CHECK(container.executing);
    CHECK_STRING(container.failure.detail, detail);
    CHECK(container.failure.kind == FAILURE_ERRNO && container.failure.number == number);
    CHECK(container.failure.operation == operation);
    CHECK(container_wait(&container) != 0);
}

static void withoutNoNewPrivilegesACapabilityIsNeeded(void)
{
    prepare();
    struct filter filter = filter_of(SECCOMP_RET_KILL_PROCESS, CALLS(SYS_mkdirat));
    become_user(0);
    uint32_t operation = container.encoder.operations;
    encode_filter(NO_SLOT, 0, &filter, 0);
    encode_process(&container, LIST("true"));
    fails_to_start(operation, EACCES, "seccomp");
}

static void withNoNewPrivilegesNoneIsNeeded(void)
{
    prepare();
    struct filter filter = filter_of(SECCOMP_RET_KILL_PROCESS, CALLS(SYS_mkdirat));
    encode(&container.encoder, 'I', OPERATION_set_no_new_privileges);
    become_user(0);
    encode_filter(NO_SLOT, 0, &filter, 0);
    encode_process(&container, LIST("grep", "^Seccomp:", "/proc/self/status"));
    CHECK_STRING(container_output(&container), "Seccomp:\t2\n");
}

static void capabilityThatWasHeldForTheFilterIsGone(void)
{
    prepare();
    struct filter filter = filter_of(SECCOMP_RET_KILL_PROCESS, CALLS(SYS_mkdirat));
    become_user(SYS_ADMIN);
    encode_filter(NO_SLOT, 0, &filter, SYS_ADMIN);
    encode_process(&container,
                   LIST("grep", "-E", "^(CapPrm|CapEff|Seccomp):", "/proc/self/status"));
    CHECK_STRING(container_output(&container),
                 "CapPrm:\t0000000000000000\nCapEff:\t0000000000000000\nSeccomp:\t2\n");
}

static void capabilityThatCannotBeGivenUpIsAnError(void)
{
    prepare();
    struct filter filter = filter_of(SECCOMP_RET_ERRNO | EDOM, CALLS(SYS_capset));
    become_user(SYS_ADMIN);
    uint32_t operation = container.encoder.operations;
    encode_filter(NO_SLOT, 0, &filter, SYS_ADMIN);
    encode_process(&container, LIST("true"));
    fails_to_start(operation, EDOM, "capset: after the filter was loaded");
}

static int listen_at(struct sockaddr_un *address)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    snprintf(address->sun_path, sizeof(address->sun_path), "%s", scratch_path("listener"));
    int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(listening, (struct sockaddr *)address, sizeof(*address)) == 0);
    CHECK(listen(listening, 1) == 0);
    return listening;
}

/* Answers the next call that waits at the listener with an errno. */
static void answer(int listener, int error)
{
    struct seccomp_notif request = {0};
    CHECK(syscall(SYS_ioctl, listener, SECCOMP_IOCTL_NOTIF_RECV, &request) == 0);
    struct seccomp_notif_resp response = {.id = request.id, .error = -error};
    CHECK(syscall(SYS_ioctl, listener, SECCOMP_IOCTL_NOTIF_SEND, &response) == 0);
}

static void encode_with_listener(const char *path, const struct filter *filter)
{
    container_prepare(&container);
    encode(&container.encoder, 'H', OPERATION_connect_socket, SLOT_FREE, path);
    encode_host(&container, ALL_NAMESPACES);
    encode_filesystem(&container);
    encode(&container.encoder, 'I', OPERATION_sync, 2U);
    encode_filter(SLOT_FREE, KERNEL_SECCOMP_NEW_LISTENER, filter, 0);
}

static void listenerGoesToTheSocketWithTheState(void)
{
    struct sockaddr_un address;
    int listening = listen_at(&address);
    struct filter filter = filter_of(SECCOMP_RET_USER_NOTIF, CALLS(SYS_mkdirat
#ifdef SYS_mkdir
                                                                   ,
                                                                   SYS_mkdir
#endif
                                                                   ));
    encode_with_listener(address.sun_path, &filter);
    encode_process(&container, LIST("sh", "-c", "mkdir /tmp/x 2>/dev/null || exit 9"));
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_STAGE);
    /* More than a socket takes at once. */
    static char state[1 << 20];
    memset(state, 's', sizeof(state));
    CHECK(launch_proceed(&container.launch, state, sizeof(state), &container.failure) == 0);
    cleanup_fd int connection = accept(listening, NULL, NULL);
    static char received[sizeof(state) + 1];
    int listener;
    ssize_t first = receive_with_fd(connection, received, sizeof(received), &listener, 0);
    CHECK(first > 0 && listener >= 0);
    ssize_t rest = read_up_to(connection, received + first, sizeof(received) - (size_t)first);
    CHECK(first + rest == sizeof(state) && memcmp(received, state, sizeof(state)) == 0);
    CHECK(container_next(&container) == LAUNCH_READY);
    CHECK(container_start(&container, "{}"));
    answer(listener, EXDEV);
    int status = container_wait(&container);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 9);
}

static void listenerNeedsAState(void)
{
    struct sockaddr_un address;
    (void)listen_at(&address);
    struct filter filter = filter_of(SECCOMP_RET_USER_NOTIF, CALLS(SYS_mkdirat));
    encode_with_listener(address.sun_path, &filter);
    encode_process(&container, LIST("true"));
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_STAGE);
    CHECK(launch_proceed(&container.launch, "", 0, &container.failure) == 0);
    CHECK(container_next(&container) == LAUNCH_FAILED);
    CHECK_STRING(container.failure.detail, "seccomp: the state for the listener");
}

static void listenerThatNobodyTakesIsAnError(void)
{
    struct sockaddr_un address;
    int listening = listen_at(&address);
    struct filter filter = filter_of(SECCOMP_RET_USER_NOTIF, CALLS(SYS_mkdirat));
    encode_with_listener(address.sun_path, &filter);
    encode_process(&container, LIST("true"));
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_STAGE);
    close_fd(accept(listening, NULL, NULL));
    CHECK(launch_proceed(&container.launch, "{}", 2, &container.failure) == 0);
    CHECK(container_next(&container) == LAUNCH_FAILED);
    CHECK_STRING(container.failure.detail, "sendmsg: the listener");
    CHECK(container.failure.number == EPIPE);
}

/* Decodes a program with one load_seccomp; what the decoder says, or "". */
static const char *decoded(uint32_t slot, uint32_t flags, uint32_t length)
{
    static struct failure failure;
    static const uint8_t bytes[8 * 4097];
    encode_begin(&container.encoder, SLOT_COUNT);
    encode_host(&container, ALL_NAMESPACES);
    encode(&container.encoder, 'I', OPERATION_load_seccomp, slot, flags, bytes, length,
           (uint64_t)0);
    encode_process(&container, LIST("true"));
    encode_end(&container.encoder);
    free(program_decode(container.encoder.bytes, container.encoder.length, &failure));
    return failure.detail;
}

static void whatIsNoFilterIsRefused(void)
{
    container_prepare(&container);
    CHECK_STRING(decoded(NO_SLOT, 0, 8 * 4096), "");
    CHECK_STRING(decoded(SLOT_FREE, KERNEL_SECCOMP_FLAGS, 8), "");
    CHECK_STRING(decoded(NO_SLOT, 0, 8 * 4097), "load_seccomp: not a filter");
    CHECK_STRING(decoded(NO_SLOT, 0, 12), "load_seccomp: not a filter");
    CHECK_STRING(decoded(NO_SLOT, 0, 0), "load_seccomp: not a filter");
    CHECK_STRING(decoded(NO_SLOT, 16, 8), "load_seccomp: unknown flag");
    CHECK_STRING(decoded(ROOT_SLOT, 0, 8), "load_seccomp: slot out of range");
    CHECK_STRING(decoded(SLOT_COUNT, 0, 8), "load_seccomp: slot out of range");
}

const struct test seccomp_tests[] = {
    TEST(processIsFiltered),
    TEST(onlyTheExecNeedsToBeAllowed),
    TEST(withoutNoNewPrivilegesACapabilityIsNeeded),
    TEST(withNoNewPrivilegesNoneIsNeeded),
    TEST(capabilityThatWasHeldForTheFilterIsGone),
    TEST(capabilityThatCannotBeGivenUpIsAnError),
    TEST(listenerGoesToTheSocketWithTheState),
    TEST(listenerNeedsAState),
    TEST(listenerThatNobodyTakesIsAnError),
    TEST(whatIsNoFilterIsRefused),
    {NULL, NULL},
};
